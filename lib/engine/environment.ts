import type { Playbook, Step } from "#lib/domain/playbook/schema.ts";
import { watchSeconds } from "#lib/domain/playbook/watch.ts";
import type { RunState } from "#lib/domain/run/evolve.ts";
import { chain } from "#lib/domain/run/progress.ts";
import type { EngineTarget } from "#lib/ports/engine-store.ts";

type Declared = ReadonlyMap<string, Step>;

/**
 * The environment of a step: the target's parameters with the playbook's defaults, its secrets, what was chosen, what earlier steps handed on, and the run's
 * own facts. Later sources win. Values are data; no script text is made from them. Pure.
 */
export function stepEnvironment(input: {
  incident: number;
  id: string;
  createdAt: Date;
  target: EngineTarget;
  defaults: Record<string, string>;
  secrets: Record<string, string>;
  choices: Record<string, string>;
  step: Step;
  captured: Record<string, string>;
}): Record<string, string> {
  const { step, target } = input;
  return {
    ...input.defaults,
    ...target.parameters,
    ...input.secrets,
    ...input.choices,
    ...input.captured,
    BACKOUT_RUN: input.id,
    BACKOUT_INCIDENT: `INC-${input.incident}`,
    BACKOUT_TARGET: target.address.name,
    BACKOUT_STAMP: stamp(input.createdAt),
    ...("watch" in step ? windowOf(watchSeconds(step, target.watchSeconds)) : {}),
  };
}

/** What the playbook says where a target says nothing. */
export const parameterDefaults = ({ parameters }: Playbook): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, p]) => (p.default === undefined ? [] : [[name, p.default]])),
  );

const windowOf = ({ window, every }: { window: number; every: number }) => ({
  BACKOUT_WATCH_SECONDS: String(window),
  BACKOUT_WATCH_EVERY_SECONDS: String(every),
});

/** `20261126-203000` in UTC: for names of files that belong to one run, the same in every attempt. */
export const stamp = (at: Date) => at.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");

/** What the steps of a run on a target handed on: declared captures and choices, in order. */
export function capturedBy(run: RunState, targetId: string, declared: Declared): Record<string, string> {
  const captured: Record<string, string> = {};
  for (const state of chain(run, targetId)) {
    const step = declared.get(state.stepId);
    if (!step || (state.status !== "finished" && state.status !== "proven" && state.status !== "failed")) continue;
    const names = [...step.captures, ...("choose" in step ? [step.choose] : [])];
    for (const name of names) if (state.captures[name] !== undefined) captured[name] = state.captures[name];
  }
  return captured;
}
