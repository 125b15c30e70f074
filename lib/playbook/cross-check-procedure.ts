import type { Option, Playbook, Procedure, Step } from "#lib/domain/playbook/schema.ts";
import { type Finding, twice } from "./finding.ts";

/** One procedure against the rest of its playbook. Pure. */
export function checkProcedure(playbook: Playbook, procedure: Procedure, index: number): Finding[] {
  const path = ["procedures", index];
  const at = (more: PropertyKey[], message: string): Finding => ({ path: [...path, ...more], message });
  const exists = (id: string) => playbook.procedures.some((p) => p.procedure === id);
  const found: Finding[] = [];
  if (playbook.procedures.findIndex((p) => p.procedure === procedure.procedure) !== index)
    found.push(at(["procedure"], `"${procedure.procedure}" is declared twice`));
  const { insufficient } = procedure;
  if (insufficient === procedure.procedure) found.push(at(["insufficient"], "is this procedure itself"));
  if (insufficient && !exists(insufficient))
    found.push(at(["insufficient"], `there is no procedure "${insufficient}"`));
  for (const id of procedure.undoProve)
    if (!playbook.probes.some((p) => p.id === id)) found.push(at(["undoProve"], `there is no probe "${id}"`));
  if (procedure.options[0]?.refused)
    found.push(at(["options", 0, "refused"], "the first option is the default and cannot be refused"));
  return [
    ...found,
    ...twice(procedure.options, [...path, "options"]),
    ...procedure.options.flatMap((option, n) => checkOption(playbook, procedure, option, [...path, "options", n])),
    ...checkChecklist(procedure, path),
  ];
}

export function checkOption(playbook: Playbook, procedure: Procedure, option: Option, path: PropertyKey[]): Finding[] {
  if (option.refused) {
    const known = [...playbook.procedures.map((p) => p.procedure), ...procedure.options.map((o) => o.id)];
    return option.refused.instead
      .filter((id) => !known.includes(id))
      .map((id) => ({ path: [...path, "refused", "instead"], message: `there is no procedure or option "${id}"` }));
  }
  if (option.steps.length === 0) return [{ path, message: "has no steps" }];
  return [
    ...twice(option.steps, [...path, "steps"]),
    ...checkNames(playbook, option, path),
    ...option.steps.flatMap((step, n) => checkStep(playbook, procedure, step, [...path, "steps", n])),
  ];
}

/** A later step would silently win over an earlier one, and over the target's parameter. */
function checkNames(playbook: Playbook, option: Option, path: PropertyKey[]): Finding[] {
  const taken = new Set(Object.keys(playbook.parameters));
  return option.steps.flatMap((step, n) =>
    [...step.captures, ...("choose" in step ? [step.choose] : [])].flatMap((name): Finding[] => {
      const where = [...path, "steps", n, step.captures.includes(name) ? "captures" : "choose"];
      if (name.startsWith("BACKOUT_")) return [{ path: where, message: `${name} is a name of Backout's own` }];
      if (taken.has(name)) return [{ path: where, message: `${name} is set already, by a parameter or another step` }];
      taken.add(name);
      return [];
    }),
  );
}

function checkStep(playbook: Playbook, procedure: Procedure, step: Step, path: PropertyKey[]): Finding[] {
  const isTicked = (id: string) => procedure.checklist.some((item) => item.id === id && item.by === "probe");
  return [
    ...filesOf(step)
      .filter((file) => !Object.hasOwn(playbook.scripts, file))
      .map((file) => ({ path, message: `there is no file ${file}` })),
    ...probesOf(step)
      .filter((id) => !playbook.probes.some((p) => p.id === id))
      .map((id) => ({ path, message: `there is no probe "${id}"` })),
    ...checkProofs(playbook, step, path),
    ...("choose" in step && step.type === "secret"
      ? [{ path: [...path, "type"], message: "a choice is shown to everybody, so it cannot be a secret" }]
      : []),
    ...step.ticks
      .filter((id) => !isTicked(id))
      .map((id) => ({ path: [...path, "ticks"], message: `the checklist has no item "${id}" that a machine ticks` })),
  ];
}

/** What the engine asks for itself stands beside checks on the target, and never in a watch, which goes on while no engine looks. */
function checkProofs(playbook: Playbook, step: Step, path: PropertyKey[]): Finding[] {
  const isFetch = (id: string) => playbook.probes.some((p) => p.id === id && p.fetch !== undefined);
  if ("watch" in step)
    return step.probes.filter(isFetch).map((id) => ({
      path: [...path, "probes"],
      message: `"${id}" is asked by the engine, and a watch runs on the target alone`,
    }));
  if ("prove" in step && step.prove.every(isFetch))
    return [{ path: [...path, "prove"], message: "needs at least one probe that runs on the target" }];
  return [];
}

export function checkChecklist(procedure: Procedure, path: PropertyKey[]): Finding[] {
  const ticked = new Set(procedure.options.flatMap((o) => o.steps.flatMap((s) => s.ticks)));
  return [
    ...twice(procedure.checklist, [...path, "checklist"]),
    ...procedure.checklist.flatMap((item, n): Finding[] => {
      const where = [...path, "checklist", n];
      if (item.by === "probe" && !ticked.has(item.id)) return [{ path: where, message: `no step ticks "${item.id}"` }];
      if (item.by === "record" && !item.record) return [{ path: where, message: "does not say which record ticks it" }];
      return [];
    }),
  ];
}

/** The scripts that a step names itself; those of its probes stand at the probes. */
export const filesOf = (step: Step): string[] => [
  ...("run" in step ? [step.run] : []),
  ...("choose" in step ? [step.from] : []),
  ...(step.undo ? [step.undo] : []),
];

const probesOf = (step: Step): string[] => ("prove" in step ? step.prove : "watch" in step ? step.probes : []);
