import type { Actor } from "#lib/domain/actor/actor.ts";
import type { Step } from "#lib/domain/playbook/schema.ts";
import type { PlannedStep, RunEvent } from "#lib/domain/run/events.ts";
import type { RunState } from "#lib/domain/run/evolve.ts";
import type { RunPurpose, RunStatus } from "#lib/domain/run/status.ts";
import type { Tx } from "./db.ts";

/** The engine lost the run to another one: nothing was written, and nothing more may be done for it. */
export class Fenced extends Error {
  constructor(runId: string) {
    super(`run ${runId} belongs to another engine`);
    this.name = "Fenced";
  }
}

export type NewRun = {
  incident: number;
  planId: string | null;
  playbookVersionId: string;
  procedure: string;
  option: string;
  title: string;
  mode: "live" | "drill" | "dry-run";
  purpose: RunPurpose;
  /** The run whose result a verification looks at; its steps get what that run handed on. */
  verifiesRunId: string | null;
  approval: "none" | "one-other" | "two-others";
  undoesRunId: string | null;
  idempotencyKey: string;
  requestHash: string;
  choices: Record<string, string>;
  targetTimeMs: number;
  /** With the parameters as they are now. */
  targets: { id: string; parameters: Record<string, string> }[];
  steps: PlannedStep[];
};

/** What a run is made of beside its events: constant while it lives. */
export type RunDefinition = {
  incident: number;
  playbookVersionId: string;
  /** The steps as the playbook version declares them (undo runs: as derived), by step id. */
  steps: Map<string, Step>;
};

/**
 * What has to stand in the same transaction as the end of a run, so that no crash can come between. Called once for each change of a run's
 * status, after its row is written.
 */
export interface RunFollowUps {
  moved(tx: Tx, runs: RunStore, before: RunStatus, run: RunState): Promise<void>;
}

export interface RunStore {
  /** In the caller's transaction. Throws AppError "target-held" when another run holds one of the targets. */
  create(tx: Tx, actor: Actor, run: NewRun): Promise<RunState>;
  /**
   * In one transaction: locks the run, folds its events, lets `decide` say what happens, writes events, row, step rows, target holds,
   * ticks, evidence and timeline, and notifies. With `epoch` it throws Fenced when the run was claimed by another engine since.
   * `decide` must have no effect of its own.
   */
  append(
    runId: string,
    actor: Actor,
    decide: (run: RunState, tx: Tx) => RunEvent[] | Promise<RunEvent[]>,
    options?: { epoch?: number; tx?: Tx },
  ): Promise<RunState>;
  /** The folded state as committed now. */
  load(runId: string, tx?: Tx): Promise<RunState>;
  definition(runId: string): Promise<RunDefinition>;
}
