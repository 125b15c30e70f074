import type { Option, Playbook, Procedure, Step } from "../playbook/schema.ts";
import { stepKind } from "../playbook/schema.ts";
import type { PlannedStep } from "./events.ts";
import type { RunState } from "./evolve.ts";
import { chain, targetsOf } from "./progress.ts";

export const findProcedure = (playbook: Playbook, id: string): Procedure | undefined =>
  playbook.procedures.find((p) => p.procedure === id);
/** The named option, or the default (the first that is not refused). */
export const findOption = (procedure: Procedure, id: string | undefined): Option | undefined =>
  id === undefined ? procedure.options.find((o) => !o.refused) : procedure.options.find((o) => o.id === id);

const UNDO = "undo-";

/**
 * The steps of an undo: the undo script of each step that was begun, last first, then the procedure's proofs. The same for every target,
 * so a step that one target never reached is undone there too; undo scripts do nothing when there is nothing to undo.
 */
export function undoSteps(procedure: Procedure, option: Option, undone: RunState): Step[] {
  const begun = new Set(
    targetsOf(undone)
      .flatMap((t) => chain(undone, t))
      .filter((s) => s.status !== "pending" && s.status !== "skipped")
      .map((s) => s.stepId),
  );
  const scripts = option.steps.filter((s) => s.undo && begun.has(s.id)).reverse();
  const steps: Step[] = scripts.map((s) => ({
    ...baseOf(s),
    id: `${UNDO}${s.id}`,
    title: `Undo: ${s.title}`,
    run: s.undo as string,
  }));
  if (steps.length > 0 && procedure.undoProve.length > 0) {
    steps.push({ ...PROOF_BASE, id: `${UNDO}prove`, title: "Prove the undo", prove: procedure.undoProve });
  }
  return steps;
}

const baseOf = (s: Step) => ({
  timeout: s.timeout,
  changes: s.changes,
  safeToRepeat: true,
  captures: s.captures,
  ticks: [],
  gate: false,
});
const PROOF_BASE = {
  timeout: 120_000,
  changes: "nothing" as const,
  safeToRepeat: true,
  captures: [],
  ticks: [],
  gate: false,
};

/** One step run per step and target, in order. `id` makes a fresh id for each. */
export function planSteps(steps: readonly Step[], targetIds: readonly string[], id: () => string): PlannedStep[] {
  return targetIds.flatMap((targetId) =>
    steps.map((step, position) => ({
      stepRunId: id(),
      stepId: step.id,
      targetId,
      position,
      attempt: 1,
      kind: stepKind(step),
      title: step.title,
      gate: step.gate,
      safeToRepeat: step.safeToRepeat,
      changes: step.changes,
    })),
  );
}
