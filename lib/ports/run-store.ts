import type { Actor } from "#lib/domain/actor/actor.ts";
import type { RunEvent } from "#lib/domain/run/events.ts";
import type { RunState } from "#lib/domain/run/evolve.ts";
import type { Tx } from "./db.ts";

/** The engine lost the run to another one: nothing was written, and nothing more may be done for it. */
export class Fenced extends Error {
  constructor(runId: string) {
    super(`run ${runId} belongs to another engine`);
    this.name = "Fenced";
  }
}

export interface RunStore {
  /**
   * In one transaction: locks the run, folds its events, lets `decide` say what happens, writes events, row, step rows, target holds,
   * ticks, evidence, timeline and audit, and notifies. With `epoch` it throws Fenced when the run was claimed by another engine since.
   * `decide` may run more than once (serialisation) and must have no effect of its own.
   */
  append(runId: string, actor: Actor, decide: (run: RunState, tx: Tx) => RunEvent[] | Promise<RunEvent[]>, options?: { epoch?: number; tx?: Tx }): Promise<RunState>;
  /** The folded state as committed now. */
  load(runId: string, tx?: Tx): Promise<RunState>;
}
