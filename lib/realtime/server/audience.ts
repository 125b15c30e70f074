import { setTimeout as pause } from "node:timers/promises";
import { outputFrames } from "./output-frames.ts";
import type { RunTail } from "./run-tail.ts";
import type { Watcher } from "./watcher.ts";

/** Time between two rounds for each one who hears them: a thousand get what is new each 50 ms, a few at once. */
const PACE_MS = 0.05;
/** Less than this is not waited for. */
const SHORTEST_PAUSE_MS = 2;

/**
 * Those who have everything of a run that was stored a moment ago. What is new is read once and sent once, to all who stand at the same byte, in
 * rounds: hints that come in between are one round. Who does not read leaves, and comes back when he has caught up.
 */
export class Audience {
  readonly #tail: RunTail;
  readonly #onBehind: (watcher: Watcher) => void;
  readonly #onError: (error: unknown) => void;
  readonly #members = new Set<Watcher>();
  #isRunning = false;
  #isHinted = false;
  #nextRoundAt = 0;

  constructor(tail: RunTail, hooks: { onBehind(watcher: Watcher): void; onError(error: unknown): void }) {
    this.#tail = tail;
    this.#onBehind = hooks.onBehind;
    this.#onError = hooks.onError;
  }

  admit(watcher: Watcher): void {
    this.#members.add(watcher);
    // Something may have been stored between its last look and now.
    this.hint();
  }

  remove(watcher: Watcher): void {
    this.#members.delete(watcher);
  }

  has(watcher: Watcher): boolean {
    return this.#members.has(watcher);
  }

  /** Something was stored, or may have been. */
  hint(): void {
    this.#isHinted = true;
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      while (this.#isHinted && this.#members.size > 0) {
        const waitMs = this.#nextRoundAt - performance.now();
        if (waitMs >= SHORTEST_PAUSE_MS) await pause(waitMs, undefined, { ref: false });
        this.#isHinted = false;
        this.#nextRoundAt = performance.now() + this.#members.size * PACE_MS;
        for (const { stepRunId, end } of await this.#tail.ends()) {
          while (await this.#advance(stepRunId, end));
        }
      }
    } catch (error) {
      // The next hint, or the slow look behind all hints, tries again from the same bytes.
      this.#onError(error);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Sends one piece to everybody who is not at the end of the step; false when nobody was sent anything. */
  async #advance(stepRunId: string, end: number): Promise<boolean> {
    const groups = new Map<number, Watcher[]>();
    for (const watcher of this.#members) {
      const place = watcher.placeIn(stepRunId);
      if (place >= end) continue;
      if (watcher.isFull()) {
        this.remove(watcher);
        this.#onBehind(watcher);
        continue;
      }
      const group = groups.get(place);
      if (group) group.push(watcher);
      else groups.set(place, [watcher]);
    }
    let hasSent = false;
    for (const [from, group] of groups) {
      const bytes = await this.#tail.read(stepRunId, from);
      const present = group.filter((w) => this.#members.has(w) && w.isWanted && w.placeIn(stepRunId) === from);
      if (bytes.length === 0 || present.length === 0) continue;
      const frames = outputFrames({ runId: this.#tail.runId, stepRunId, atByte: from, bytes });
      for (const watcher of present) {
        watcher.sentTo(stepRunId, from + bytes.length);
        watcher.line.write(frames);
      }
      hasSent = true;
    }
    return hasSent;
  }
}
