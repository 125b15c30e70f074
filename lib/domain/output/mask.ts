import { PatternSet } from "./pattern-set.ts";
import { secretForms } from "./secret-forms.ts";

const STAR = 0x2a;

/**
 * Replaces every byte of every occurrence of a secret, in any of its forms (secret-forms.ts), by `*`. Lengths stay, so that offsets mean the
 * same before and after. Pure.
 */
export class Mask {
  readonly #patterns: PatternSet;

  constructor(secrets: readonly string[]) {
    this.#patterns = new PatternSet(secrets.flatMap(secretForms));
  }

  /** There is nothing to look for. */
  get isEmpty(): boolean {
    return this.#patterns.isEmpty;
  }

  /** For bytes that come in pieces. */
  stream(): MaskStream {
    return new MaskStream(this.#patterns);
  }

  /** For a text that is all there. */
  text(text: string): string {
    if (this.isEmpty) return text;
    const bytes = Buffer.from(text);
    const stream = this.stream();
    const masked = Buffer.concat([stream.push(bytes), stream.flush()]);
    return masked.equals(bytes) ? text : masked.toString();
  }
}

/**
 * Masks a stream: however it is cut into pieces, all that comes out is the same. Holds back only the longest end that could still become a
 * secret, at most the longest form less one byte.
 */
export class MaskStream {
  readonly #patterns: PatternSet;
  /** As received: an occurrence may begin in what an earlier one covers. */
  #held: Buffer = Buffer.alloc(0);
  /** So many bytes of it belong to an occurrence that began before it. */
  #covered = 0;

  constructor(patterns: PatternSet) {
    this.#patterns = patterns;
  }

  /** Takes the next bytes; answers those that are certain now. May answer a view of `piece`. */
  push(piece: Buffer): Buffer {
    const data = this.#held.length > 0 ? Buffer.concat([this.#held, piece]) : piece;
    return this.#emit(data, this.#patterns.openFrom(data));
  }

  /** Nothing follows: answers what was held back. */
  flush(): Buffer {
    return this.#emit(this.#held, this.#held.length);
  }

  #emit(data: Buffer, end: number): Buffer {
    let masked = data;
    let covered = this.#covered;
    const cover = (from: number, to: number) => {
      if (masked === data) masked = Buffer.from(data);
      masked.fill(STAR, from, to);
    };
    if (covered > 0) cover(0, Math.min(covered, end));
    this.#patterns.each(data, (from, to) => {
      if (from >= end) return;
      cover(from, to);
      covered = Math.max(covered, to);
    });
    this.#held = Buffer.from(data.subarray(end));
    this.#covered = Math.max(0, covered - end);
    return masked.subarray(0, end);
  }
}
