import type { RunOutput } from "../contract.ts";
import type { RunTail } from "./run-tail.ts";

/** Packets that may wait in a socket before we stop reading for it; a message with bytes is two. */
const MAX_WAITING = 8;
const RETRY_MS = 50;

export type Line = {
  emit(output: Omit<RunOutput, "runId">): void;
  /** Packets that the socket has not written yet. */
  waiting(): number;
  isOpen(): boolean;
};

/**
 * Sends one run's stored bytes to one socket, in order and without a gap, as fast as the socket takes them. A hint that comes while it reads makes
 * it look once more.
 */
export class Watcher {
  readonly #tail: RunTail;
  readonly #sent: Map<string, number>;
  readonly #line: Line;
  readonly #onError: (error: unknown) => void;
  #isReading = false;
  #isHinted = false;
  #isOver = false;

  /** `after`: bytes of each step that the browser has already. */
  constructor(tail: RunTail, after: Record<string, number>, line: Line, onError: (error: unknown) => void) {
    this.#tail = tail;
    this.#sent = new Map(Object.entries(after));
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
      while (this.#isHinted && this.#isWanted()) {
        this.#isHinted = false;
        if (await this.#sendAll()) continue;
        // The socket is full: nothing more is read for it until it has written.
        setTimeout(() => this.hint(), RETRY_MS).unref();
        return;
      }
    } catch (error) {
      // The next hint, or the slow look behind all hints, tries again from the same byte.
      this.#onError(error);
    } finally {
      this.#isReading = false;
    }
  }

  /** False when the socket is full. */
  async #sendAll(): Promise<boolean> {
    for (const { stepRunId, end } of await this.#tail.ends()) {
      for (;;) {
        const from = this.#sent.get(stepRunId) ?? 0;
        if (from >= end) break;
        if (this.#line.waiting() >= MAX_WAITING) return false;
        const bytes = await this.#tail.read(stepRunId, from);
        if (bytes.length === 0) break;
        if (!this.#isWanted()) return true;
        this.#sent.set(stepRunId, from + bytes.length);
        this.#line.emit({ stepRunId, atByte: from, bytes });
      }
    }
    return true;
  }

  #isWanted(): boolean {
    return !this.#isOver && this.#line.isOpen();
  }
}
