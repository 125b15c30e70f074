import type { Playbook } from "#lib/domain/playbook/schema.ts";
import type { CheckResult } from "#lib/domain/readiness/checks.ts";
import type { EngineTarget } from "./engine-store.ts";

/** What an engine needs to look at one target. */
export type ReadinessTask = { id: string; createdAt: Date; playbook: Playbook; target: EngineTarget };

export interface ReadinessStore {
  /**
   * Opens a look at every target whose last one is older than about `everyMs` (spread by target, so that they do not come together), was before a run
   * of it ended or before it was changed, and hands open looks to an engine again. Targets that a run holds are left alone. Null: only hands out again.
   */
  due(now: Date, everyMs: number | null): Promise<void>;
  /** The look and its target; null when it has ended, or when a run holds the target by now: then it is dropped. */
  task(lookId: string): Promise<ReadinessTask | null>;
  /** Ends it with what was found. Without effect when it has ended; what was seen while a run began to change the target is dropped. */
  finish(task: ReadinessTask, results: readonly CheckResult[]): Promise<void>;
}
