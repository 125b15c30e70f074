import { createHash } from "node:crypto";
import { startRequest } from "#lib/adapters/ssh/protocol.ts";
import {
  ContactLost,
  type LeftProcess,
  type RemoteSession,
  type StepEnd,
  StepRefused,
  type StepScript,
  type StepState,
} from "#lib/ports/remote-executor.ts";
import type { FakeHost } from "./fake-host.ts";
import { FakeStep } from "./fake-step.ts";

const CHUNK_BYTES = 64 * 1024;
const CLEANED: StepEnd = { kind: "lost", reason: "the step's files were removed from the host", bytes: 0 };
const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/** A session on a fake host. Ends with the host's `cut`; steps do not notice. */
export class FakeSession implements RemoteSession {
  readonly bootId: string;
  readonly clockSkewMs: number;
  readonly #host: FakeHost;
  readonly #lost = Promise.withResolvers<never>();
  readonly #leave: () => void;
  #open = true;

  constructor(host: FakeHost) {
    this.#host = host;
    this.bootId = host.bootId;
    this.clockSkewMs = host.clockSkewMs;
    this.#lost.promise.catch(() => {});
    this.#leave = host.enter(() => this.#lose());
  }

  async start(script: StepScript): Promise<StepState> {
    return this.#verb("start", script.key, () => {
      // The same checks as the real adapter's, in the same words.
      startRequest(script);
      if (!this.#host.cleaned.has(script.key)) this.#host.start(script);
      return this.#stateOf(script.key);
    });
  }

  async state(key: string): Promise<StepState> {
    return this.#verb("state", key, () => this.#stateOf(key));
  }

  async cancel(key: string, graceMs: number): Promise<StepEnd> {
    return this.#verb("cancel", key, async () => {
      if (this.#host.cleaned.has(key)) return CLEANED;
      const step = this.#host.steps.get(key) ?? new FakeStep(undefined, {}, this.#host.isReleased);
      this.#host.steps.set(key, step);
      return step.cancel(graceMs);
    });
  }

  async follow(
    key: string,
    fromByte: number,
    onChunk: (chunk: Buffer, atByte: number) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<StepEnd> {
    this.#check(key);
    signal?.throwIfAborted();
    const aborted = new Promise<never>((_, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true }),
    );
    aborted.catch(() => {});
    if (this.#host.cleaned.has(key)) return CLEANED;
    const step = this.#host.steps.get(key);
    if (!step) return { kind: "lost", reason: "the host has no record of this step", bytes: 0 };
    let atByte = fromByte;
    for (;;) {
      const change = step.change;
      while (atByte < step.output.length) {
        const size = this.#host.pass(Math.min(CHUNK_BYTES, step.output.length - atByte));
        if (size > 0)
          await Promise.race([
            onChunk(step.output.subarray(atByte, atByte + size), atByte),
            this.#lost.promise,
            aborted,
          ]);
        else this.#host.cut();
        this.#check(key);
        signal?.throwIfAborted();
        atByte += size;
      }
      if (step.end) return step.end;
      await Promise.race([change, this.#lost.promise, aborted]);
    }
  }

  async outputSha256(key: string, bytes: number): Promise<string> {
    this.#check(key);
    const output = this.#host.steps.get(key)?.output ?? Buffer.alloc(0);
    return createHash("sha256").update(output.subarray(0, bytes)).digest("hex");
  }

  async captures(key: string): Promise<Record<string, string>> {
    this.#check(key);
    return { ...this.#host.steps.get(key)?.captures };
  }

  async left(key: string): Promise<LeftProcess[]> {
    this.#check(key);
    return this.#host.steps.get(key)?.left ?? [];
  }

  async clean(key: string): Promise<void> {
    return this.#verb("clean", key, () => {
      const step = this.#host.steps.get(key);
      if (step && !step.end) throw new StepRefused("running", "the step is running");
      if (step) this.#host.cleaned.add(key);
      this.#host.steps.delete(key);
    });
  }

  async list(): Promise<string[]> {
    this.#check("list");
    return [...this.#host.steps.keys()];
  }

  async close(): Promise<void> {
    this.#lose();
  }

  #stateOf(key: string): StepState {
    if (this.#host.cleaned.has(key)) return { kind: "ended", end: CLEANED };
    const step = this.#host.steps.get(key);
    if (!step) return { kind: "absent" };
    return step.end
      ? { kind: "ended", end: step.end }
      : { kind: "running", bytes: step.output.length, sinceMs: step.sinceMs };
  }

  async #verb<T>(verb: "start" | "state" | "cancel" | "clean", key: string, act: () => T | Promise<T>): Promise<T> {
    this.#check(key);
    const answer = Promise.race([act(), this.#lost.promise]);
    if (!this.#host.losesAnswer(verb)) return answer;
    await answer;
    this.#host.cut();
    return this.#lost.promise;
  }

  #check(key: string): void {
    if (!this.#open) throw new ContactLost("the session is closed");
    if (!KEY.test(key)) throw new StepRefused("invalid", `${JSON.stringify(key)} is not a step key`);
  }

  #lose(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#leave();
    this.#lost.reject(new ContactLost("contact with the fake host was lost"));
  }
}
