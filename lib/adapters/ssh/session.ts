import { setTimeout as delay } from "node:timers/promises";
import {
  ContactLost,
  type LeftProcess,
  type RemoteSession,
  type StepEnd,
  type StepScript,
  type StepState,
} from "#lib/ports/remote-executor.ts";
import { type Follow, follow, type OnChunk } from "./follow.ts";
import type { Link } from "./link.ts";
import * as protocol from "./protocol.ts";

const VERB_TIMEOUT_MS = 30_000;
/** How often a silent step is asked whether it still lives: its end is announced, its death by kill -9 is not. */
const PULSE_MS = 1_000;

export class SshSession implements RemoteSession {
  readonly bootId: string;
  readonly clockSkewMs: number;
  readonly #control: Link;
  /** Output has a connection of its own, so that Stop never waits behind it. Until it is there, or if the host grants none, the first is shared. */
  readonly #output: Promise<Link | undefined>;
  #outputLink: Link | undefined;
  #closed = false;

  constructor(control: Link, output: Promise<Link>, host: { bootId: string; clockSkewMs: number }) {
    this.#control = control;
    this.#output = output.then(
      (link) => {
        this.#outputLink = link;
        if (this.#closed) link.close();
        return link;
      },
      () => undefined,
    );
    this.bootId = host.bootId;
    this.clockSkewMs = host.clockSkewMs;
  }

  async start(step: StepScript): Promise<StepState> {
    return protocol.parseState(await this.#words(protocol.startRequest(step)));
  }

  async state(key: string): Promise<StepState> {
    return protocol.parseState(await this.#words(protocol.stateRequest(key)));
  }

  async cancel(key: string, graceMs: number): Promise<StepEnd> {
    const state = protocol.parseState(
      await this.#words(protocol.cancelRequest(key, graceMs), graceMs + VERB_TIMEOUT_MS),
    );
    if (state.kind !== "ended") throw new Error(`a cancelled step is ${state.kind}`);
    return state.end;
  }

  async follow(key: string, fromByte: number, onChunk: OnChunk, signal?: AbortSignal): Promise<StepEnd> {
    let atByte = fromByte;
    for (;;) {
      const result = await this.#followOnce(key, atByte, onChunk, signal);
      if (result.kind === "ended") return result.end;
      atByte = result.atByte;
      // What a step writes beyond its cap is never shown; the marker line follows once the step has ended.
      if (result.capped) await this.#ended(key, signal);
    }
  }

  async outputSha256(key: string, bytes: number): Promise<string> {
    const payload = await this.#payload(protocol.digestRequest(key, bytes), 10 * VERB_TIMEOUT_MS);
    const digest = /^[0-9a-f]{64}/.exec(payload)?.[0];
    if (!digest) throw new Error(`the host answered ${JSON.stringify(payload)} instead of a digest`);
    return digest;
  }

  async captures(key: string): Promise<Record<string, string>> {
    return protocol.parseCaptures(await this.#payload(protocol.capturesRequest(key)));
  }

  async left(key: string): Promise<LeftProcess[]> {
    return protocol.parseLeft(await this.#payload(protocol.leftRequest(key)));
  }

  async clean(key: string): Promise<void> {
    await this.#payload(protocol.cleanRequest(key));
  }

  async list(): Promise<string[]> {
    return (await this.#payload(protocol.listRequest())).split("\n").filter((line) => line !== "");
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#control.close();
    this.#outputLink?.close();
  }

  async #followOnce(key: string, fromByte: number, onChunk: OnChunk, signal?: AbortSignal) {
    signal?.throwIfAborted();
    if (this.#closed) throw new ContactLost("the session is closed");
    const link = this.#outputLink ?? this.#control;
    const agent = await link.acquire();
    const watching = follow(agent, key, fromByte, onChunk, () => link.release(agent));
    const unsubscribe = link === this.#control ? this.#shareControl(watching) : () => {};
    const abort = () => watching.abort(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
    const pulse = setInterval(() => {
      this.state(key).then(
        (state) => {
          if (state.kind === "ended") watching.noteEnd(state.end);
          if (state.kind === "absent")
            watching.noteEnd({ kind: "lost", reason: "the state directory on the host is gone", bytes: 0 });
        },
        (error: Error) => {
          if (error instanceof ContactLost) watching.abort(error);
        },
      );
    }, PULSE_MS);
    try {
      return await watching.result;
    } finally {
      clearInterval(pulse);
      unsubscribe();
      signal?.removeEventListener("abort", abort);
    }
  }

  /** A first step does not wait for the second connection; it moves there. Where there is none, every verb goes before the output. */
  #shareControl(watching: Follow): () => void {
    void this.#output.then((own) => own && watching.stop());
    return this.#control.whenWanted(() => watching.stop());
  }

  async #ended(key: string, signal?: AbortSignal): Promise<void> {
    while ((await this.state(key)).kind === "running") await delay(PULSE_MS / 2, undefined, signal ? { signal } : {});
  }

  async #words(request: protocol.Request, timeoutMs = VERB_TIMEOUT_MS): Promise<string[]> {
    return (await this.#control.request(request, timeoutMs)).words;
  }

  async #payload(request: protocol.Request, timeoutMs = VERB_TIMEOUT_MS): Promise<string> {
    const { words, payload } = await this.#control.request(request, timeoutMs);
    if (words[0] !== "done") throw protocol.refusal(words);
    return payload.toString("utf8");
  }
}
