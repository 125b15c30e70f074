import type { Playbook } from "#lib/domain/playbook/schema.ts";
import type { EngineTarget } from "./engine-store.ts";

/** What an engine needs to collect from one target. */
export type InvestigationTask = {
  id: string;
  incident: number;
  /** Of interest is what happened from here on. */
  since: Date;
  createdAt: Date;
  playbook: Playbook;
  target: EngineTarget;
};

/** One piece of evidence, with its secrets masked already. */
export type Collected = {
  title: string;
  detail: string;
  mediaType: "text/plain; charset=utf-8";
  bytes: Buffer;
  /** Length before it was cut off. */
  totalBytes: number;
  at: Date;
  /** What later readers need as data, such as the error patterns. */
  content: Record<string, unknown>;
};

export interface InvestigationStore {
  /** The investigation that precedes a run on a target: made at the first call, found at every later one. Null when it has ended already. */
  before(runId: string, targetId: string): Promise<InvestigationTask | null>;
  /** One that was asked for; null when it has ended already. */
  task(id: string): Promise<InvestigationTask | null>;
  /**
   * Ends it: evidence, timeline and state in one transaction. Without effect when it has ended already. `problem` says what could not be
   * collected; with nothing collected at all it has failed.
   */
  finish(
    task: InvestigationTask,
    result: { collected: Collected[]; facts: Record<string, string>; problem: string | null },
  ): Promise<void>;
  /** Those that were asked for and have not ended. */
  unfinished(): Promise<string[]>;
}
