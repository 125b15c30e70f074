import type { RunView } from "#lib/contract/run.ts";
import type { Procedure } from "#lib/domain/playbook/schema.ts";
import { canCancel, canProve, canRetry, canSkip } from "#lib/domain/run/decide.ts";
import type { RunState } from "#lib/domain/run/evolve.ts";
import { isInWatch, targetProgress, targetsOf } from "#lib/domain/run/progress.ts";
import { findOption } from "#lib/domain/run/steps.ts";

/** Verbs of the whole run that are possible now. */
export function possible(run: RunState, procedure: Procedure, isUndo: boolean): RunView["can"] {
  const verbs: RunView["can"] = [];
  if (canCancel(run) && !run.isCancelRequested && run.supersededBy === null) verbs.push("cancel");
  if (run.status === "awaiting-approval") verbs.push("approve");
  if (run.status === "armed") verbs.push("start");
  if (!isUndo && canUndo(run, procedure)) verbs.push("undo");
  return verbs;
}

function canUndo(run: RunState, procedure: Procedure): boolean {
  if (run.status !== "succeeded" && run.status !== "unproven" && run.status !== "failed" && run.status !== "cancelled")
    return false;
  const undoable = new Set(findOption(procedure, run.option)?.steps.flatMap((s) => (s.undo ? [s.id] : [])));
  return run.steps.some((s) => undoable.has(s.stepId) && s.status !== "pending" && s.status !== "skipped");
}

/** What to press next, best first, at most three: a failed step is never a dead end. */
export function nextActions(
  run: RunState,
  procedure: Procedure,
  find: (id: string) => Pick<Procedure, "title"> | undefined,
  isUndo: boolean,
): RunView["next"] {
  const next: RunView["next"] = [];
  const rests = targetsOf(run)
    .map((t) => targetProgress(run, t))
    .flatMap((p) => (p.kind === "failed" || p.kind === "unknown" ? [p.step] : []));
  for (const step of rests.slice(0, 1)) {
    const because = step.reason ?? `"${step.title}" ${step.status}`;
    if (canRetry(run, step))
      next.push({ kind: "retry", procedure: null, stepRunId: step.stepRunId, label: `Retry "${step.title}"`, because });
    else if (canProve(run, step))
      next.push({ kind: "prove", procedure: null, stepRunId: step.stepRunId, label: `Prove "${step.title}"`, because });
    if (canSkip(run, step))
      next.push({
        kind: "skip",
        procedure: null,
        stepRunId: step.stepRunId,
        label: "Skip with a reason",
        because: "what it would have done or proved stays open",
      });
  }
  if (run.status === "unproven") {
    const open = run.steps.find((s) => canProve(run, s));
    if (open)
      next.push({
        kind: "prove",
        procedure: null,
        stepRunId: open.stepRunId,
        label: `Prove "${open.title}" again`,
        because: open.reason ?? "it could not be judged",
      });
  }
  const isOver = run.status === "failed" || run.status === "unproven" || run.status === "succeeded" || isInWatch(run);
  const further = procedure.insufficient ? find(procedure.insufficient) : undefined;
  if (isOver && further && procedure.insufficient && run.supersededBy === null) {
    next.push({
      kind: "procedure",
      procedure: procedure.insufficient,
      stepRunId: null,
      label: `${further.title}…`,
      because: run.status === "succeeded" ? "if this is not enough" : `${procedure.title} was not enough`,
    });
  }
  if (!isUndo && run.status !== "succeeded" && canUndo(run, procedure))
    next.push({
      kind: "undo",
      procedure: null,
      stepRunId: null,
      label: "Undo what was done",
      because: "takes back the changes, last first",
    });
  return next.slice(0, 3);
}
