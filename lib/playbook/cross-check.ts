import { checkParameter } from "#lib/domain/playbook/parameters.ts";
import type { Playbook, Procedure, Step } from "#lib/domain/playbook/schema.ts";

export type Finding = { path: PropertyKey[]; message: string };

/** What a schema cannot say: that every name which is used exists, is used once, and means what it should. Pure. */
export function crossCheck(playbook: Playbook): Finding[] {
  return [
    ...parameters(playbook),
    ...criteria(playbook),
    ...symptoms(playbook),
    ...probes(playbook),
    ...playbook.procedures.flatMap((p, i) => procedure(playbook, p, i)),
    ...scripts(playbook),
  ];
}

function parameters(playbook: Playbook): Finding[] {
  return Object.entries(playbook.parameters).flatMap(([name, { type, default: value }]) => {
    const wrong = value === undefined ? null : checkParameter(type, value);
    return wrong ? [{ path: ["parameters", name, "default"], message: wrong }] : [];
  });
}

function criteria(playbook: Playbook): Finding[] {
  const kinds = new Map(playbook.signals.map((s) => [s.id, s.kind]));
  return [
    ...twice(
      playbook.signals.map((s) => s.id),
      "signals",
    ),
    ...twice(
      playbook.criteria.map((c) => c.id),
      "criteria",
    ),
    ...playbook.criteria.flatMap((criterion, i) => {
      const at = (key: string, message: string): Finding => ({ path: ["criteria", i, key], message });
      const found: Finding[] = [];
      const kind = kinds.get(criterion.signal);
      if (!kind) found.push(at("signal", `no signal "${criterion.signal}" is declared`));
      if (kind === "boolean" && !criterion.class) found.push(at("signal", "a yes/no signal needs a class"));
      if (kind && kind !== "boolean" && !criterion.bands?.length) found.push(at("signal", "a number needs bands"));
      for (const id of [criterion.when, criterion.needs?.signal, ...(criterion.bands ?? []).map((b) => b.for?.signal)])
        if (id !== undefined && !kinds.has(id)) found.push(at("signal", `no signal "${id}" is declared`));
      const limits = (criterion.bands ?? []).map((b) => b.over ?? b.atLeast ?? 0);
      if (limits.some((limit, n) => n > 0 && limit >= (limits[n - 1] as number)))
        found.push(at("bands", "bands go from the highest bound down"));
      if (
        criterion.curedBy &&
        playbook.procedures.length > 0 &&
        !playbook.procedures.some((p) => p.procedure === criterion.curedBy)
      )
        found.push(at("curedBy", `there is no procedure "${criterion.curedBy}"`));
      for (const severity of [criterion.class, ...(criterion.bands ?? []).map((b) => b.class)])
        if (severity && !playbook.classes[severity]) found.push(at("class", `the playbook has no class ${severity}`));
      return found;
    }),
  ];
}

const symptoms = (playbook: Playbook): Finding[] => [
  ...twice(
    playbook.symptoms.map((s) => s.id),
    "symptoms",
  ),
  ...playbook.symptoms.flatMap((s, i) =>
    playbook.procedures.some((p) => p.procedure === s.procedure)
      ? []
      : [{ path: ["symptoms", i, "procedure"], message: `there is no procedure "${s.procedure}"` }],
  ),
];

const probes = (playbook: Playbook): Finding[] => [
  ...twice(
    playbook.probes.map((p) => p.id),
    "probes",
  ),
  ...playbook.probes.flatMap((p, i) =>
    p.script in playbook.scripts ? [] : [{ path: ["probes", i, "script"], message: `there is no file ${p.script}` }],
  ),
];

function procedure(playbook: Playbook, p: Procedure, index: number): Finding[] {
  const at = (path: PropertyKey[], message: string): Finding => ({ path: ["procedures", index, ...path], message });
  const found: Finding[] = [];
  const exists = (id: string) => playbook.procedures.some((o) => o.procedure === id);
  if (playbook.procedures.findIndex((o) => o.procedure === p.procedure) !== index)
    found.push(at(["procedure"], `"${p.procedure}" is declared twice`));
  if (p.insufficient && !exists(p.insufficient))
    found.push(at(["insufficient"], `there is no procedure "${p.insufficient}"`));
  if (p.options.every((o) => o.refused)) found.push(at(["options"], "every option is refused"));
  for (const id of p.undoProve)
    if (!playbook.probes.some((q) => q.id === id)) found.push(at(["undoProve"], `there is no probe "${id}"`));
  for (const [n, option] of p.options.entries()) {
    for (const id of option.refused?.instead ?? [])
      if (!exists(id) && !p.options.some((o) => o.id === id))
        found.push(at(["options", n, "refused", "instead"], `there is no procedure or option "${id}"`));
    if (option.refused) continue;
    if (option.steps.length === 0) found.push(at(["options", n], "has no steps"));
    const ids = option.steps.map((s) => s.id);
    for (const [m, step] of option.steps.entries()) {
      const where = ["options", n, "steps", m];
      if (ids.indexOf(step.id) !== m) found.push(at(where, `the step "${step.id}" stands twice`));
      for (const path of filesOf(step))
        if (!(path in playbook.scripts)) found.push(at(where, `there is no file ${path}`));
      for (const id of probesOf(step))
        if (!playbook.probes.some((q) => q.id === id)) found.push(at(where, `there is no probe "${id}"`));
      for (const id of step.ticks)
        if (!p.checklist.some((c) => c.id === id && c.by === "probe"))
          found.push(at(where, `the checklist has no item "${id}" that a machine ticks`));
    }
  }
  const ticked = new Set(p.options.flatMap((o) => o.steps.flatMap((s) => s.ticks)));
  for (const [n, item] of p.checklist.entries())
    if (item.by === "probe" && !ticked.has(item.id)) found.push(at(["checklist", n], `no step ticks "${item.id}"`));
  return found;
}

const filesOf = (step: Step): string[] => [
  ...("run" in step ? [step.run] : []),
  ...("choose" in step ? [step.from] : []),
  ...(step.undo ? [step.undo] : []),
];
const probesOf = (step: Step): string[] => ("prove" in step ? step.prove : "watch" in step ? step.probes : []);

function scripts(playbook: Playbook): Finding[] {
  const used = new Set([
    ...playbook.probes.map((p) => p.script),
    ...playbook.procedures.flatMap((p) => p.options.flatMap((o) => o.steps.flatMap(filesOf))),
  ]);
  return Object.keys(playbook.scripts).flatMap((path) =>
    used.has(path) ? [] : [{ path: [], message: `${path} is used by nothing` }],
  );
}

const twice = (ids: string[], list: string): Finding[] =>
  ids.flatMap((id, i) =>
    ids.indexOf(id) === i ? [] : [{ path: [list, i, "id"], message: `"${id}" is declared twice` }],
  );
