import type { Tx } from "./db.ts";

/**
 * Work handed from the web process to exactly one engine, and timers that survive restarts. The job becomes visible with the
 * transaction that asked for it.
 */
export type JobName = "plan.resolve" | "run.drive";
export type Job = { "plan.resolve": { planId: string }; "run.drive": { runId: string } };

export interface Queue {
  send<N extends JobName>(tx: Tx, name: N, job: Job[N]): Promise<void>;
}
