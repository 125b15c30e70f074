import type { StepRunView } from "#lib/contract/run.ts";
import { type FetchLines, LineCache } from "./line-cache.ts";
import { type ApplyResult, StepOutput } from "./step-output.ts";

const FRAME_MS = 16;
const MANY_LINES = 20_000;
const MANY_LINES_DELAY_MS = 250;

/**
 * A run's output outside React: hundreds of lines a second must not copy arrays or render trees. Readers subscribe to a
 * version number that moves at most once a frame, then read the lines they show.
 */
export class OutputStore {
  readonly #steps = new Map<string, StepOutput>();
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #scheduled = false;
  readonly #schedule: (notify: () => void, delayMs: number) => void;
  readonly #earlier: LineCache;

  /**
   * `fetchLines` reads lines that are not held here. `schedule` decides when readers hear of a change. (Default: after the delay, also in a
   * hidden tab.)
   */
  // Wrapped: a browser's setTimeout refuses to be called as a method of this store.
  constructor(
    fetchLines: FetchLines,
    schedule: (notify: () => void, delayMs: number) => void = (notify, delayMs) => setTimeout(notify, delayMs),
  ) {
    this.#schedule = schedule;
    this.#earlier = new LineCache(fetchLines, () => this.#changed());
  }

  step(stepRunId: string): StepOutput {
    let step = this.#steps.get(stepRunId);
    if (!step) {
      step = new StepOutput();
      this.#steps.set(stepRunId, step);
    }
    return step;
  }

  /** A line by its number from 0; undefined while it is not here. */
  line(stepRunId: string, number: number): string | undefined {
    return this.step(stepRunId).lines.line(number) ?? this.#earlier.line(stepRunId, number);
  }

  /** Lines [first, end) are looked at: what is not held here is read. */
  want(stepRunId: string, first: number, end: number) {
    const heldFrom = this.step(stepRunId).lines.first;
    if (first < heldFrom) this.#earlier.want(stepRunId, first, Math.min(end, heldFrom));
  }

  /** Does not receive what the server has already: its lines are read when they are looked at. */
  skipTo(stepRunId: string, output: StepRunView["output"]) {
    this.step(stepRunId).skipTo(output);
    this.#changed();
  }

  apply(stepRunId: string, atByte: number, bytes: Uint8Array): ApplyResult {
    const result = this.step(stepRunId).apply(atByte, bytes);
    if (result === "applied") this.#changed();
    return result;
  }

  /** The step ended with so many bytes. Checks the hash once every byte is here and the browser can (https or localhost). */
  seal(stepRunId: string, bytes: number, sha256: string | null) {
    const step = this.step(stepRunId);
    if (step.seal?.bytes !== bytes || step.seal.sha256 !== sha256) {
      step.seal = { bytes, sha256 };
      this.#changed();
    }
    if (step.received === bytes && step.digest === null && sha256 !== null) void this.#verify(step);
  }

  /** The step was retried or goes on: what it said about its end no longer holds. */
  unseal(stepRunId: string) {
    const step = this.#steps.get(stepRunId);
    if (!step?.seal) return;
    step.seal = null;
    step.digest = null;
    this.#changed();
  }

  /** Bytes held of each step: the `after` of `run:join`. */
  after(): Record<string, number> {
    return Object.fromEntries([...this.#steps].map(([id, step]) => [id, step.received]));
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly version = () => this.#version;

  async #verify(step: StepOutput) {
    const all = globalThis.crypto?.subtle ? step.bytes() : null;
    if (!all) return;
    const hash = await crypto.subtle.digest("SHA-256", all);
    step.digest = Array.from(new Uint8Array(hash), (b) => b.toString(16).padStart(2, "0")).join("");
    this.#changed();
  }

  #changed() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(() => {
      this.#scheduled = false;
      this.#version++;
      for (const listener of this.#listeners) listener();
    }, this.#delayMs());
  }

  /** Laying out a long list costs time in proportion to it: a flood must not take the whole page. */
  #delayMs(): number {
    let lines = 0;
    for (const step of this.#steps.values()) lines += step.lines.end - step.lines.first;
    return lines > MANY_LINES ? MANY_LINES_DELAY_MS : FRAME_MS;
  }
}
