import type { Db } from "#lib/ports/db.ts";
import { RunTail } from "./run-tail.ts";
import { type Line, Watcher } from "./watcher.ts";

/** Which runs the sockets of this process watch. A run that nobody watches costs nothing. */
export class RunsWatched {
  readonly #db: Db;
  readonly #runs = new Map<string, { tail: RunTail; watchers: Set<Watcher> }>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** Registers first, then replays from `after`, then follows. Call the answer to stop. */
  watch(runId: string, after: Record<string, number>, line: Line, onError: (error: unknown) => void): () => void {
    const run = this.#runs.get(runId) ?? { tail: new RunTail(this.#db, runId), watchers: new Set<Watcher>() };
    this.#runs.set(runId, run);
    const watcher = new Watcher(run.tail, after, line, onError);
    run.watchers.add(watcher);
    run.tail.invalidate();
    watcher.hint();
    return () => {
      watcher.stop();
      run.watchers.delete(watcher);
      if (run.watchers.size === 0 && this.#runs.get(runId) === run) this.#runs.delete(runId);
    };
  }

  hint(runId: string): void {
    const run = this.#runs.get(runId);
    if (!run) return;
    run.tail.invalidate();
    for (const watcher of run.watchers) watcher.hint();
  }

  hintAll(): void {
    for (const runId of this.#runs.keys()) this.hint(runId);
  }
}
