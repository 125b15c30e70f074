import type { StepRunView } from "#lib/contract/run.ts";
import { LineBuffer } from "#lib/domain/output/line-buffer.ts";

export type ApplyResult = "applied" | "duplicate" | "gap";

/** What the target reported when the step ended. */
export type Seal = { bytes: number; sha256: string | null };

/** `unread`: sealed, and not a byte was read here yet. `verified` says that this browser computed the same sha-256 over the bytes it holds; `complete` that the length is right. */
export type SealState = "receiving" | "unread" | "complete" | "verified" | "missing" | "differs";

/**
 * An output up to this size is held whole: its hash is checked here, and all of its lines are in memory. Of a larger one only the newest lines are
 * held; the others are read from the server when they are shown.
 */
export const WHOLE_BYTES = 4 * 1024 * 1024;

/** The output of one step run, in byte order whatever order it arrives in. */
export class StepOutput {
  /** The next byte wanted: everything before it arrived, or was skipped. */
  received = 0;
  seal: Seal | null = null;
  digest: string | null = null;
  lines = new LineBuffer();
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

  /** Goes on at the last line of what the server has: more is missing than is worth reading before somebody looks at it. */
  skipTo({ bytes, finishedLines, openLineAt }: Pick<StepRunView["output"], "bytes" | "finishedLines" | "openLineAt">) {
    const isLongLine = bytes - openLineAt > WHOLE_BYTES;
    const at = isLongLine ? bytes : openLineAt;
    if (at <= this.received) return;
    this.#keepsAll = false;
    this.#kept = [];
    this.#early.clear();
    this.lines = new LineBuffer(finishedLines);
    if (isLongLine) this.lines.skip(bytes - openLineAt);
    this.received = at;
  }

  get hasGap(): boolean {
    return this.#early.size > 0;
  }

  /** Every byte from 0 on is held here. */
  get isWhole(): boolean {
    return this.#keepsAll;
  }

  get sealState(): SealState {
    if (!this.seal) return "receiving";
    if (this.seal.bytes > 0 && this.received === 0 && !this.hasGap) return "unread";
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
    if (this.received > WHOLE_BYTES) {
      this.#keepsAll = false;
      this.#kept = [];
    } else this.#kept.push(bytes);
    this.lines.push(bytes);
    this.lines.trim(WHOLE_BYTES);
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
