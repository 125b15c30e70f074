import { PRELUDE, PROBE_DRIVER, PROVE_END, WATCH_LOOP } from "./prelude.ts";
import type { Playbook, Probe, Step } from "./schema.ts";

/** `errors-since-switch` → `ERRORS_SINCE_SWITCH`: the form in which a probe's verdict stands in the captures, as `PROBE_<NAME>`. */
export const probeName = (id: string) => id.toUpperCase().replaceAll(/[-.]/g, "_");

/**
 * The exact bytes that run on the target for a step: constant per playbook version, no value of a target or person in them.
 * `null` for a confirm step, which a person does.
 */
export function stepScript(playbook: Playbook, step: Step): string | null {
  if ("confirm" in step) return null;
  if ("run" in step) return single(playbook, step.run);
  if ("choose" in step) return single(playbook, step.from);
  const probes = ("prove" in step ? step.prove : step.probes).map((id) => find(playbook, id)).filter(runsOnTarget);
  const functions = probes
    .map((probe) => `backout_run_${probeName(probe.id)}() {\n${body(playbook, probe.script)}\n}\n`)
    .join("");
  const calls = probes
    .map(
      (probe) =>
        `backout_probe backout_run_${probeName(probe.id)} ${probeName(probe.id)} '${probe.title.replaceAll("'", "")}'\n`,
    )
    .join("");
  const rest = "prove" in step ? calls + PROVE_END : `backout_pass() {\n${calls}}\n${WATCH_LOOP}`;
  return `${PRELUDE}${playbook.prelude}\n${PROBE_DRIVER}${functions}${rest}`;
}

/** The bytes of a script that stands alone, such as an undo. */
export function single(playbook: Playbook, path: string): string {
  return `${PRELUDE}${playbook.prelude}\n${body(playbook, path)}\n`;
}

function body(playbook: Playbook, path: string): string {
  const text = playbook.scripts[path];
  if (text === undefined) throw new Error(`${playbook.playbook} has no ${path}`);
  return text;
}

const runsOnTarget = (probe: Probe): probe is Probe & { script: string } => probe.script !== undefined;

function find(playbook: Playbook, id: string): Probe {
  const probe = playbook.probes.find((p) => p.id === id);
  if (!probe) throw new Error(`${playbook.playbook} declares no probe ${id}`);
  return probe;
}
