import { LineBuffer } from "./line-buffer.ts";

export type ApplyResult = "applied" | "duplicate" | "gap";

/** What the target reported when the step ended. */
export type Seal = { bytes: number; sha256: string | null };

/** `verified` says that this browser computed the same sha-256 over the bytes it holds; `complete` that the length is right. */
export type SealState = "receiving" | "complete" | "verified" | "missing" | "differs";

/** Bytes kept in memory for checking and copying; a longer output is shown but only the server's copy is downloaded. */
export const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/** The output of one step run, in byte order whatever order it arrives in. */
export class StepOutput {
  /** Bytes held without a hole from byte 0: the next byte wanted. */
  received = 0;
  seal: Seal | null = null;
  digest: string | null = null;
  readonly lines = new LineBuffer();
  readonly #decoder = new TextDecoder("utf-8");
  readonly #early = new Map<number, Uint8Array>();
  #kept: Uint8Array[] = [];
  #keepsAll = true;

  /** Takes bytes [atByte, atByte + length). `gap`: they are kept, but bytes before them are missing. */
  apply(atByte: number, bytes: Uint8Array): ApplyResult {
    if (atByte + bytes.length <= this.received)
      return bytes.length === 0 && atByte > this.received ? "gap" : "duplicate";
    if (atByte > this.received) {
      const known = this.#early.get(atByte);
      if (!known || known.length < bytes.length) this.#early.set(atByte, bytes);
      return "gap";
    }
    this.#take(bytes.subarray(this.received - atByte));
    this.#takeEarly();
    return "applied";
  }

  get hasGap(): boolean {
    return this.#early.size > 0;
  }

  get sealState(): SealState {
    if (!this.seal) return "receiving";
    if (this.received < this.seal.bytes) return "missing";
    if (this.received > this.seal.bytes) return "differs";
    if (this.digest === null || this.seal.sha256 === null) return "complete";
    return this.digest === this.seal.sha256.replace(/^sha256:/, "") ? "verified" : "differs";
  }

  /** All bytes so far, or null when they are too many to be kept here. */
  bytes(): Uint8Array<ArrayBuffer> | null {
    if (!this.#keepsAll) return null;
    const all = new Uint8Array(this.received);
    let at = 0;
    for (const chunk of this.#kept) {
      all.set(chunk, at);
      at += chunk.length;
    }
    this.#kept = [all];
    return all;
  }

  #take(bytes: Uint8Array) {
    this.received += bytes.length;
    if (this.received > MAX_KEPT_BYTES) {
      this.#keepsAll = false;
      this.#kept = [];
    } else this.#kept.push(bytes);
    this.lines.push(this.#decoder.decode(bytes, { stream: true }));
  }

  #takeEarly() {
    for (;;) {
      const next = [...this.#early.entries()].find(([at]) => at <= this.received);
      if (!next) return;
      const [at, bytes] = next;
      this.#early.delete(at);
      if (at + bytes.length > this.received) this.#take(bytes.subarray(this.received - at));
    }
  }
}
