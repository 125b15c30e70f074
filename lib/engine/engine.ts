import { decide } from "#lib/domain/run/decide.ts";
import { isActive } from "#lib/domain/run/status.ts";
import type { Workers } from "#lib/ports/queue.ts";
import { startCommunication } from "./communication.ts";
import { type EngineDeps, PATIENCE, type Patience } from "./deps.ts";
import { driveRun } from "./drive.ts";
import { startInvestigation } from "./investigation.ts";
import { startReadiness } from "./readiness.ts";
import { resolvePlan } from "./resolve-plan.ts";
import { startSignals } from "./signals.ts";
import { HandedOver } from "./step.ts";
import { StopBoard } from "./stop-board.ts";

/** Behind every hint stands a look: unfinished runs without a job, stops whose notice was missed, approvals that lapsed, drills that are due. */
const LOOK_MS = 2_000;
const APPROVAL_VALID_MS = 15 * 60_000;

export type Engine = {
  /** Somebody acted on the run: look at once. */
  wake(runId: string): Promise<void>;
  /** Stops claiming and hands over; steps on hosts go on. */
  stop(): Promise<void>;
};

/** Takes plans and runs from the queue until stopped. */
export async function startEngine(deps: EngineDeps, workers: Workers, patience: Patience = PATIENCE): Promise<Engine> {
  const stops = new StopBoard();
  const leaving = new AbortController();
  await workers.work("plan.resolve", ({ planId }) => resolvePlan(deps, planId));
  for (const job of ["run.drive", "run.verify"] as const)
    await workers.work(job, ({ runId }, signal) =>
      driveRun(deps, patience, stops, runId, AbortSignal.any([signal, leaving.signal])).catch(leave(deps, runId)),
    );

  const communication = await startCommunication(deps, workers);
  async function noticeDrills(): Promise<void> {
    for (const what of await deps.store.noticeDrills(deps.clock.now())) deps.log.info({ what }, "drill schedule");
  }
  await workers.work("drill.notice", noticeDrills);
  const investigation = await startInvestigation(deps, workers, leaving.signal);
  const readiness = await startReadiness(deps, workers, leaving.signal, patience.readinessMs);

  const signals = await startSignals(deps, workers, leaving.signal);

  async function wake(runId: string): Promise<void> {
    const run = await deps.runs.load(runId);
    stops.stop(
      runId,
      (stepRunId) =>
        !run.isCancelRequested &&
        run.supersededBy === null &&
        isActive(run.status) &&
        run.steps.some((s) => s.stepRunId === stepRunId && (s.status === "running" || s.status === "pending")),
    );
  }

  /** Each for itself: what fails in one of them, again and again maybe, keeps nothing of the others from being seen. */
  const looks: Record<string, () => Promise<void>> = {
    async stops() {
      for (const runId of stops.runs()) await wake(runId);
    },
    async orphans() {
      for (const runId of await deps.store.orphans(deps.engine.id)) {
        deps.log.warn({ runId }, "its engine is gone");
        await workers.release("run.drive", { runId });
        await workers.release("run.verify", { runId });
      }
    },
    async unfinished() {
      const { runIds, planIds } = await deps.store.unfinished();
      for (const runId of runIds) await deps.store.enqueue({ runId });
      for (const planId of planIds) await deps.store.enqueue({ planId });
    },
    async lapses() {
      for (const runId of await deps.store.lapsed(new Date(deps.clock.now().getTime() - APPROVAL_VALID_MS)))
        await deps.runs.append(runId, deps.engine, (run) => decide(run, { kind: "lapse" }));
    },
    drills: noticeDrills,
    communication: () => communication.look(),
    investigation: () => investigation.look(),
    signals: () => signals.look(),
    readiness: () => readiness.look(),
  };

  async function look(): Promise<void> {
    for (const [what, see] of Object.entries(looks))
      await see().catch((error: unknown) => deps.log.warn({ err: error, what }, "look"));
  }

  let looking: Promise<void> = Promise.resolve();
  const lookNext = () => {
    looking = looking.then(look);
  };
  lookNext();
  const timer = setInterval(lookNext, LOOK_MS);

  return {
    wake: (runId) => wake(runId).catch((error: unknown) => deps.log.warn({ err: error, runId }, "wake")),
    async stop() {
      clearInterval(timer);
      leaving.abort();
      await looking;
      await deps.hosts.close();
    },
  };
}

/** The job goes back to the queue for another engine; leaving on purpose is not an error to report. */
const leave = (deps: EngineDeps, runId: string) => (error: unknown) => {
  if (!(error instanceof HandedOver)) deps.log.error({ err: error, runId }, "drive");
  throw error;
};
