import { isInjection } from "#lib/domain/drill/injection.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { type Finding, twice } from "./finding.ts";

/** That a readiness check names scripts, probes, procedures and parameters that exist. Pure. */
export function checkReadiness(playbook: Playbook): Finding[] {
  const { readiness: declared } = playbook;
  if (!declared) return [];
  const at = (path: PropertyKey[], message: string): Finding => ({ path: ["readiness", ...path], message });
  const buttons = new Set(playbook.procedures.filter((p) => !isInjection(p)).map((p) => p.procedure));
  const unknown = (ids: readonly string[], path: PropertyKey[]): Finding[] =>
    ids.filter((id) => !buttons.has(id)).map((id) => at(path, `there is no procedure "${id}"`));
  return [
    ...twice(declared.checks, ["readiness", "checks"]),
    ...declared.checks.flatMap((check, i) => {
      const found = [
        ...unknown(check.prevents, ["checks", i, "prevents"]),
        ...unknown(check.degrades, ["checks", i, "degrades"]),
      ];
      if (check.script !== undefined && !Object.hasOwn(playbook.scripts, check.script))
        found.push(at(["checks", i, "script"], `there is no file ${check.script}`));
      // A probe that the engine asks says nothing of the target itself.
      if (check.probe !== undefined && !playbook.probes.some((p) => p.id === check.probe && p.script !== undefined))
        found.push(at(["checks", i, "probe"], `there is no probe "${check.probe}" that runs on the target`));
      return found;
    }),
    ...Object.entries(declared.requires).flatMap(([procedure, names]) => [
      ...unknown([procedure], ["requires", procedure]),
      ...names
        .filter((name) => !Object.hasOwn(playbook.parameters, name))
        .map((name) => at(["requires", procedure], `there is no parameter ${name}`)),
    ]),
  ];
}
