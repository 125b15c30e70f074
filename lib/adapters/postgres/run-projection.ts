import type { RunEvent } from "#lib/domain/run/events.ts";
import type { RunState } from "#lib/domain/run/evolve.ts";
import type { Tx } from "#lib/ports/db.ts";

/** Keeps the step rows, which pages and joins read, equal to the folded state. Output bytes are written by append_output, never here. */
export async function project(tx: Tx, run: RunState, event: RunEvent, at: Date): Promise<void> {
  switch (event.kind) {
    case "run.claimed":
      await tx.run.updateMany({ where: { id: run.id, startedAt: null }, data: { startedAt: at } });
      await tx.run.update({ where: { id: run.id }, data: { engineId: event.engine } });
      return;
    case "step.retried": {
      const { stepRunId: id, targetId, stepId, position, attempt, kind } = event.retry;
      await tx.stepRun.create({ data: { id, runId: run.id, targetId, stepId, position, attempt, kind } });
      return;
    }
    case "step.started":
    case "step.asked":
      await tx.stepRun.update({
        where: { id: event.stepRunId },
        data: { status: stepOf(run, event.stepRunId).status, startedAt: at },
      });
      return;
    case "step.finished":
    case "step.proven":
    case "step.failed":
    case "step.cancelled": {
      const step = stepOf(run, event.stepRunId);
      await tx.stepRun.update({
        where: { id: step.stepRunId },
        data: {
          status: step.status,
          endedAt: at,
          exitCode: step.exitCode,
          reason: step.reason,
          captures: step.captures,
          outputSha256: step.sha256,
          outputComplete: step.sha256 !== null,
        },
      });
      return;
    }
    case "step.lost":
    case "step.skipped":
    case "step.confirmed":
    case "step.accepted": {
      const step = stepOf(run, event.stepRunId);
      await tx.stepRun.update({
        where: { id: step.stepRunId },
        data: { status: step.status, endedAt: at, reason: step.reason },
      });
      return;
    }
    default:
      return;
  }
}

function stepOf(run: RunState, stepRunId: string) {
  const step = run.steps.find((s) => s.stepRunId === stepRunId);
  if (!step) throw new Error(`run ${run.id} has no step ${stepRunId}`);
  return step;
}
