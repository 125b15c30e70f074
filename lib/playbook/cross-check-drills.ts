import { isInjection, scenarioOf } from "#lib/domain/drill/injection.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { type Finding, twice } from "./finding.ts";

/** That scenarios and the drill's lists name each thing once, and that no button leads to a procedure that breaks something. Pure. */
export function checkDrills(playbook: Playbook): Finding[] {
  const injections = new Set(playbook.procedures.filter(isInjection).map((p) => p.procedure));
  const buttons = playbook.procedures.flatMap((p, i) =>
    p.insufficient !== undefined && injections.has(p.insufficient)
      ? [
          {
            path: ["procedures", i, "insufficient"],
            message: `"${p.insufficient}" breaks its target: only a drill starts it`,
          },
        ]
      : [],
  );
  return [
    ...(playbook.drills ? twice(playbook.drills.steps, ["drills", "steps"]) : []),
    ...(playbook.drills ? twice(playbook.drills.checklist, ["drills", "checklist"]) : []),
    ...buttons,
    ...playbook.procedures.flatMap((p, i) => checkInjection(playbook, p, i)),
  ];
}

function checkInjection(playbook: Playbook, procedure: Playbook["procedures"][number], i: number): Finding[] {
  const scenario = scenarioOf(procedure);
  if (scenario === null) return [];
  const at = (key: string, message: string): Finding => ({ path: ["procedures", i, key], message });
  const found: Finding[] = [];
  if (playbook.procedures.findIndex((p) => scenarioOf(p) === scenario) !== i)
    found.push(at("scope", `the scenario "${scenario}" is declared twice`));
  if (!playbook.drills) found.push(at("scope", "the playbook has no drills: nothing could start it"));
  const changing = procedure.options
    .flatMap((o) => o.steps)
    .filter((s) => s.changes !== "nothing" && s.changes !== "beside");
  if (!changing.some((s) => s.undo))
    found.push(at("options", "what is broken on purpose has to be put back: no changing step has an undo"));
  return found;
}
