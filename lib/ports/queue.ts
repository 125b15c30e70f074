import type { RunPurpose } from "#lib/domain/run/status.ts";
import type { Tx } from "./db.ts";

/**
 * Work handed from the web process to exactly one engine. A job becomes visible with the transaction that asked for it; one job per
 * plan or run exists at a time, further sends while it lives are dropped (the engine looks again, see reconcile).
 */
export type Job = {
  "plan.resolve": { planId: string };
  "run.drive": { runId: string };
  "run.verify": { runId: string };
  "evidence.collect": { investigationId: string };
  /** Ask a target's source of metrics for its signals. */
  "signals.measure": { targetId: string };
  /** One look at what a target's buttons need. */
  "readiness.check": { lookId: string };
  /** Timers: a deadline, or a step of an escalation, has fallen due. */
  "deadline.due": { deadlineId: string };
  "escalation.step": { stepId: string };
  /** Something of a drill's schedule falls due: look which. */
  "drill.notice": { drill: number; at: string };
  /** One attempt of a delivery. */
  "delivery.send": { deliveryId: string; attempt: number };
  /** Sign what the chains of the record end with. */
  "record.checkpoint": Record<string, never>;
};
export type JobName = keyof Job;
export type DriveJob = "run.drive" | "run.verify";

/** Verifications watch for half an hour each; in a queue of their own they never keep a rollback waiting. */
export const driveJob = (run: { purpose: RunPurpose }): DriveJob =>
  run.purpose === "verification" ? "run.verify" : "run.drive";

export interface Queue {
  /** `startAfter`: not before this time. */
  send<N extends JobName>(tx: Tx, name: N, job: Job[N], options?: { startAfter?: Date }): Promise<void>;
}

/** The engine's side. `signal` of `work` fires when the job was given to another engine or the engine stops. */
export interface Workers {
  work<N extends JobName>(name: N, handle: (job: Job[N], signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Takes the job away from whoever works on it, for its engine is gone; the next send counts again. */
  release<N extends JobName>(name: N, job: Job[N]): Promise<void>;
}
