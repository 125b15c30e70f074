import type { RunOutput } from "../contract.ts";
import type { RunFeed } from "./run-feed.ts";

/** Messages that may wait in a socket before we stop reading for it. */
const MAX_WAITING = 8;
const RETRY_MS = 50;

type Line = {
  emit: (output: RunOutput) => void /** Messages that the socket has not written yet. */;
  waiting: () => number;
  isOpen: () => boolean;
};

/** Sends one run's stored bytes to one socket, in order, as fast as the socket takes them. A hint that comes while it reads makes it look once more. */
export class Watcher {
  readonly #feed: RunFeed;
  readonly #line: Line;
  readonly #onError: (error: unknown) => void;
  #isReading = false;
  #isHinted = false;
  #isOver = false;

  constructor(feed: RunFeed, line: Line, onError: (error: unknown) => void) {
    this.#feed = feed;
    this.#line = line;
    this.#onError = onError;
  }

  /** Something was stored, or may have been. */
  hint(): void {
    this.#isHinted = true;
    if (!this.#isReading) void this.#pump();
  }

  stop(): void {
    this.#isOver = true;
  }

  async #pump(): Promise<void> {
    this.#isReading = true;
    try {
      while (this.#isHinted && !this.#isOver && this.#line.isOpen()) {
        this.#isHinted = false;
        if (!(await this.#sendAll())) return;
      }
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#isReading = false;
    }
  }

  /** False when the socket is full: it is tried again a little later, with nothing kept in memory for it. */
  async #sendAll(): Promise<boolean> {
    for (;;) {
      if (this.#line.waiting() >= MAX_WAITING) {
        setTimeout(() => this.hint(), RETRY_MS).unref();
        return false;
      }
      const piece = await this.#feed.next();
      if (!piece || this.#isOver || !this.#line.isOpen()) return true;
      this.#line.emit({ runId: this.#feed.runId, ...piece });
    }
  }
}
