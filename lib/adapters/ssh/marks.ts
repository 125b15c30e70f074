/**
 * Splits what an agent shell writes into payload and marks. A mark is the line `\x1eNONCE SEQ WORDS`; the nonce is random
 * per channel, so no output can forge one, and whatever a login shell prints first is payload nobody waits for.
 */
export type MarkEvent = { kind: "payload"; bytes: Buffer } | { kind: "mark"; seq: number; words: string[] };

const MAX_MARK_BYTES = 8192;

export class MarkScanner {
  readonly #lead: Buffer;
  #held: Buffer = Buffer.alloc(0);

  constructor(nonce: string) {
    this.#lead = Buffer.from(`\x1e${nonce} `);
  }

  *push(chunk: Buffer): Generator<MarkEvent> {
    let rest = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    this.#held = Buffer.alloc(0);
    for (;;) {
      const at = this.#candidate(rest);
      if (at > 0) yield { kind: "payload", bytes: rest.subarray(0, at) };
      rest = rest.subarray(at);
      if (rest.length === 0) return;
      const end = rest.indexOf(0x0a);
      if (end < 0) {
        if (rest.length > MAX_MARK_BYTES) throw new Error("the runner sent a mark without an end");
        this.#held = Buffer.from(rest);
        return;
      }
      const [seq = "", ...words] = rest.toString("utf8", this.#lead.length, end).split(" ");
      yield { kind: "mark", seq: Number(seq), words };
      rest = rest.subarray(end + 1);
    }
  }

  /** Where a mark begins, or may begin with what comes next; the length if nowhere. */
  #candidate(bytes: Buffer): number {
    for (let at = bytes.indexOf(0x1e); at >= 0; at = bytes.indexOf(0x1e, at + 1)) {
      const seen = bytes.subarray(at, at + this.#lead.length);
      if (this.#lead.subarray(0, seen.length).equals(seen)) return at;
    }
    return bytes.length;
  }
}
