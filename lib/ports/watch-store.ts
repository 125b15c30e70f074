import type { Actor } from "#lib/domain/actor/actor.ts";
import type { WatchTick } from "#lib/domain/watch/tick.ts";

export interface WatchStore {
  /**
   * Keeps one pass of a watch and tells the pages; a crossed limit stands in the timeline too, in the same transaction. Once per step and pass, however
   * often it is called.
   */
  record(
    actor: Actor,
    watch: { runId: string; stepRunId: string; title: string; target: string },
    tick: WatchTick,
  ): Promise<void>;
}
