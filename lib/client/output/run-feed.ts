import type { StepRunView } from "#lib/contract/run.ts";
import type { OutputStore } from "./output-store.ts";
import { WHOLE_BYTES } from "./step-output.ts";

/** Bytes of a step from an offset, with what the server knows of its end. */
export type FetchOutput = (
  stepRunId: string,
  from: number,
) => Promise<{ bytes: Uint8Array; length: number; sha256: string | null; complete: boolean }>;

type Facts = Pick<StepRunView, "stepRunId"> & { output: StepRunView["output"] };

/**
 * Keeps a run's store whole. The socket pushes; where it left a hole, or is down, the same bytes are read over HTTP by
 * offset. Whatever arrives twice is dropped by offset, so both may run at once.
 */
export class RunFeed {
  readonly #store: OutputStore;
  readonly #fetchOutput: FetchOutput;
  readonly #graceMs: number;
  readonly #fetching = new Set<string>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #facts = new Map<string, Facts["output"]>();

  /** `graceMs`: how long the socket may lag behind what the run says before HTTP helps. (Default: 1_200) */
  constructor(store: OutputStore, fetchOutput: FetchOutput, graceMs = 1_200) {
    this.#store = store;
    this.#fetchOutput = fetchOutput;
    this.#graceMs = graceMs;
  }

  /** A message of the socket. */
  push(stepRunId: string, atByte: number, bytes: Uint8Array) {
    const result = this.#store.apply(stepRunId, atByte, bytes);
    if (result === "gap") void this.catchUp(stepRunId);
    else this.#reseal(stepRunId);
  }

  /** What the run says of its steps; `isLive` while the socket delivers. Of a step that is far ahead only what comes now is received. */
  observe(steps: readonly Facts[], isLive: boolean) {
    this.#facts = new Map(steps.map((s) => [s.stepRunId, s.output]));
    for (const { stepRunId, output } of steps) {
      if (output.bytes - this.#store.step(stepRunId).received > WHOLE_BYTES) this.#store.skipTo(stepRunId, output);
      this.#reseal(stepRunId);
      if (output.bytes <= this.#store.step(stepRunId).received) continue;
      if (!isLive) void this.catchUp(stepRunId);
      else this.#later(stepRunId);
    }
  }

  /** Reads what is missing over HTTP until nothing is. One reader per step at a time. */
  async catchUp(stepRunId: string): Promise<void> {
    if (this.#fetching.has(stepRunId)) return;
    this.#fetching.add(stepRunId);
    try {
      for (;;) {
        const from = this.#store.step(stepRunId).received;
        const answer = await this.#fetchOutput(stepRunId, from);
        this.#store.apply(stepRunId, from, answer.bytes);
        if (answer.complete) this.#store.seal(stepRunId, answer.length, answer.sha256);
        if (answer.bytes.length === 0 || this.#store.step(stepRunId).received >= answer.length) return;
      }
    } catch {
      // No answer: the page says that it is not live, and the next observation asks again.
    } finally {
      this.#fetching.delete(stepRunId);
    }
  }

  #later(stepRunId: string) {
    if (this.#timers.has(stepRunId)) return;
    this.#timers.set(
      stepRunId,
      setTimeout(() => {
        this.#timers.delete(stepRunId);
        const wanted = this.#facts.get(stepRunId)?.bytes ?? 0;
        if (this.#store.step(stepRunId).received < wanted) void this.catchUp(stepRunId);
      }, this.#graceMs),
    );
  }

  #reseal(stepRunId: string) {
    const facts = this.#facts.get(stepRunId);
    if (facts?.complete) this.#store.seal(stepRunId, facts.bytes, facts.sha256);
    else if (facts) this.#store.unseal(stepRunId);
  }
}
