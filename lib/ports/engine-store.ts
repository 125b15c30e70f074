import type { Actor } from "#lib/domain/actor/actor.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import type { PlanResolution } from "#lib/domain/run/plan.ts";
import type { TargetAddress } from "./remote-executor.ts";

/** A target as the engine reaches it. The credential is sealed; only the engine's key opens it. */
export type EngineTarget = {
  id: string;
  address: TargetAddress;
  environment: "production" | "staging" | "drill";
  credential: { kind: "key" | "password"; sealed: Uint8Array } | null;
  parameters: Record<string, string>;
  /** Parameters of type secret that are set, sealed like the credential but bound to their name too. */
  secrets: { name: string; sealed: Uint8Array }[];
  /** Stability windows are cut to this many seconds; null = real ones. */
  watchSeconds: number | null;
};

/** Constant facts of a run that the engine needs beside its events. */
export type EngineRun = {
  id: string;
  incident: number;
  playbook: Playbook;
  procedure: string;
  choices: Record<string, string>;
  /** What the plan had found to choose from: name of the choice → target id → candidates. Empty without a plan. */
  planned: PlanResolution["candidates"];
  createdAt: Date;
  undoesRunId: string | null;
  verifiesRunId: string | null;
  /** A verification that somebody asked for compares with now, one that follows a rollback with that rollback's end. */
  startedBy: Actor["kind"];
  targets: EngineTarget[];
};

export type EnginePlan = {
  id: string;
  incident: number;
  playbook: Playbook;
  playbookHash: string;
  procedure: string;
  option: string;
  createdAt: Date;
  targets: EngineTarget[];
};

export interface EngineStore {
  run(runId: string): Promise<EngineRun>;
  /** The plan, or null when somebody has resolved it already. */
  planToResolve(planId: string): Promise<EnginePlan | null>;
  savePlan(
    planId: string,
    result: { state: "ready" | "failed"; resolution: PlanResolution; hash: string | null; problem: string | null },
  ): Promise<void>;
  /** Boot id of the host when a step's start was sent. */
  saveBootId(stepRunId: string, bootId: string): Promise<void>;
  bootId(stepRunId: string): Promise<string | null>;
  /** Of keys on a host, those whose step has ended with its output sealed, or whose plan is resolved: nobody needs their files. */
  over(keys: readonly string[]): Promise<string[]>;
  /** Runs that an engine should be driving, and plans that wait for one. */
  unfinished(): Promise<{ runIds: string[]; planIds: string[] }>;
  /** Running runs whose engine has no connection to the database any more: it died. Never those of `engine` itself. */
  orphans(engine: string): Promise<string[]>;
  /** Runs whose approval is older than the limit. */
  lapsed(before: Date): Promise<string[]>;
  /** Records reminders and overdue drills that have fallen due, each once. Answers what was recorded. */
  noticeDrills(now: Date): Promise<string[]>;
  /** Asks for work, outside any other transaction. */
  enqueue(work: { runId: string } | { planId: string } | { investigationId: string }): Promise<void>;
}
