import type { Db } from "#lib/ports/db.ts";
import { Audience } from "./audience.ts";
import { RunTail } from "./run-tail.ts";
import { type Line, Watcher } from "./watcher.ts";

type Run = { tail: RunTail; audience: Audience; watchers: Set<Watcher> };

export type RunsWatchedOptions = {
  db: Db;
  onError(error: unknown, runId: string): void;
};

/** Which runs the sockets of this process watch. A run that nobody watches costs nothing. */
export class RunsWatched {
  readonly #options: RunsWatchedOptions;
  readonly #runs = new Map<string, Run>();

  constructor(options: RunsWatchedOptions) {
    this.#options = options;
  }

  /** Registers first, then replays from `after`, then follows. Call the answer to stop. */
  watch(runId: string, after: Record<string, number>, line: Line): () => void {
    const run = this.#runs.get(runId) ?? this.#open(runId);
    const watcher = new Watcher(run.tail, after, line, {
      onCaughtUp: (caughtUp) => run.audience.admit(caughtUp),
      onError: (error) => this.#options.onError(error, runId),
    });
    run.watchers.add(watcher);
    watcher.catchUp();
    return () => {
      watcher.stop();
      run.watchers.delete(watcher);
      run.audience.remove(watcher);
      if (run.watchers.size === 0 && this.#runs.get(runId) === run) this.#runs.delete(runId);
    };
  }

  /** `stored`: how far a step's output is said to be stored; without it the rows are asked. */
  hint(runId: string, stored?: { stepRunId: string; end: number }): void {
    const run = this.#runs.get(runId);
    if (!run) return;
    if (stored) run.tail.note(stored.stepRunId, stored.end);
    else run.tail.invalidate();
    run.audience.hint();
  }

  /** Looks at all rows again, for everybody. */
  hintAll(): void {
    for (const [runId, { audience, watchers }] of this.#runs) {
      this.hint(runId);
      // Whose last read failed stands alone and waits for nothing.
      for (const watcher of watchers) if (!audience.has(watcher) && !watcher.isFull()) watcher.catchUp();
    }
  }

  #open(runId: string): Run {
    const onError = (error: unknown) => this.#options.onError(error, runId);
    const tail = new RunTail(this.#options.db, runId);
    const audience = new Audience(tail, {
      onBehind: (watcher) => watcher.catchUp(),
      onError,
    });
    const run: Run = { tail, audience, watchers: new Set() };
    this.#runs.set(runId, run);
    return run;
  }
}
