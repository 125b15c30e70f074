import { isInjection } from "#lib/domain/drill/injection.ts";
import type { RunState, StepState } from "#lib/domain/run/evolve.ts";
import { chain } from "#lib/domain/run/progress.ts";
import { findProcedure } from "#lib/domain/run/steps.ts";
import type { EngineRun } from "#lib/ports/engine-store.ts";
import type { Workers } from "#lib/ports/queue.ts";
import { collect } from "./collect.ts";
import type { EngineDeps } from "./deps.ts";

/** Collects what people ask for. `look` hands out again what has no job any more. */
export async function startInvestigation(
  deps: EngineDeps,
  workers: Workers,
  leaving: AbortSignal,
): Promise<{ look(): Promise<void> }> {
  await workers.work("evidence.collect", async ({ investigationId }, signal) => {
    const task = await deps.investigations.task(investigationId);
    if (!task) return;
    const over = AbortSignal.any([signal, leaving]);
    const result = await collect(deps, task, over);
    over.throwIfAborted();
    await deps.investigations.finish(task, result);
  });
  return {
    async look() {
      for (const investigationId of await deps.investigations.unfinished())
        await deps.store.enqueue({ investigationId });
    },
  };
}

/**
 * Collects on a target while a rollback still only looks. To be awaited before its first change: that is the last moment at which the process that
 * fails can be looked at. It takes no longer than the playbook's limit, and nothing of it keeps the rollback from going on. Never rejects.
 */
export async function collectBefore(
  deps: EngineDeps,
  facts: EngineRun,
  run: RunState,
  targetId: string,
  handover: AbortSignal,
): Promise<void> {
  if (!isCollectedBefore(facts, run, targetId)) return;
  try {
    const task = await deps.investigations.before(run.id, targetId);
    if (!task) return;
    const result = await collect(deps, task, handover);
    // The next engine collects anew: nothing was changed yet.
    if (handover.aborted) return;
    await deps.investigations.finish(task, result);
  } catch (error) {
    deps.log.warn({ err: error, runId: run.id, targetId }, "evidence was not recorded");
  }
}

/** What ends the process or replaces what it runs. */
const RESTARTS = ["process", "code", "data"];
/** A step that leaves its target other than it was. */
export const isChange = (step: Pick<StepState, "changes">): boolean =>
  step.changes !== "nothing" && step.changes !== "beside";

/** It is a rollback that will restart something here and has not changed anything yet. */
function isCollectedBefore(facts: EngineRun, run: RunState, targetId: string): boolean {
  const procedure = findProcedure(facts.playbook, run.procedure);
  if (!facts.playbook.investigation || !procedure || isInjection(procedure)) return false;
  if (run.purpose !== "rollback" || facts.undoesRunId !== null) return false;
  const steps = chain(run, targetId);
  return steps.some((s) => RESTARTS.includes(s.changes)) && steps.find(isChange)?.status === "pending";
}
