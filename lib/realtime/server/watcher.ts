import { type Frames, outputFrames } from "./output-frames.ts";
import type { RunTail } from "./run-tail.ts";

/** Packets that may wait in a socket before we stop reading for it. */
const MAX_WAITING = 4;

export type Line = {
  /** Sends what outputFrames made. */
  write(frames: Frames): void;
  /** Packets that the socket has not written yet. */
  waiting(): number;
  /** Calls back once, when the socket has written what waits. */
  onDrain(act: () => void): void;
  isOpen(): boolean;
};

type Hooks = { onCaughtUp(watcher: Watcher): void; onError(error: unknown): void };

/**
 * One socket's place in one run's stored bytes. Alone, it sends what is missing, in order and without a gap, as fast as the socket takes
 * it, and then says that it has caught up.
 */
export class Watcher {
  readonly line: Line;
  readonly #tail: RunTail;
  readonly #sent: Map<string, number>;
  readonly #hooks: Hooks;
  #isReading = false;
  #isOver = false;

  /** `after`: bytes of each step that the browser has already. */
  constructor(tail: RunTail, after: Record<string, number>, line: Line, hooks: Hooks) {
    this.#tail = tail;
    this.#sent = new Map(Object.entries(after));
    this.line = line;
    this.#hooks = hooks;
  }

  /** The next byte of the step that it has not been sent. */
  placeIn(stepRunId: string): number {
    return this.#sent.get(stepRunId) ?? 0;
  }

  sentTo(stepRunId: string, place: number): void {
    this.#sent.set(stepRunId, place);
  }

  isFull(): boolean {
    return this.line.waiting() >= MAX_WAITING;
  }

  get isWanted(): boolean {
    return !this.#isOver && this.line.isOpen();
  }

  stop(): void {
    this.#isOver = true;
  }

  /** Sends everything that is stored and was not sent. */
  catchUp(): void {
    if (!this.#isReading) void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#isReading = true;
    try {
      const isDone = await this.#sendAll();
      if (!this.isWanted) return;
      if (isDone) this.#hooks.onCaughtUp(this);
      // The socket is full: nothing more is read for it until it has written.
      else this.line.onDrain(() => this.catchUp());
    } catch (error) {
      // The slow look behind all hints tries again from the same byte.
      this.#hooks.onError(error);
    } finally {
      this.#isReading = false;
    }
  }

  /** False when the socket is full. */
  async #sendAll(): Promise<boolean> {
    for (const { stepRunId, end } of await this.#tail.ends()) {
      for (;;) {
        const from = this.placeIn(stepRunId);
        if (from >= end) break;
        if (this.isFull()) return false;
        const bytes = await this.#tail.read(stepRunId, from);
        if (bytes.length === 0) break;
        if (!this.isWanted) return true;
        this.sentTo(stepRunId, from + bytes.length);
        this.line.write(outputFrames({ runId: this.#tail.runId, stepRunId, atByte: from, bytes }));
      }
    }
    return true;
  }
}
