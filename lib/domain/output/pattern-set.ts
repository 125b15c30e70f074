/**
 * Finds every occurrence of many byte strings in one pass (Wu and Manber, 1994): a table over blocks of two bytes says how far the window of
 * the shortest pattern's length may move, so most bytes are never looked at, however many patterns there are. Every pattern has two bytes at
 * least. Pure.
 */
export class PatternSet {
  readonly isEmpty: boolean;
  readonly #window: number;
  readonly #longest: number;
  /** Block → how many bytes the window may move; 0: a pattern's window may end here. */
  readonly #shift = new Uint8Array(65_536);
  readonly #endingIn = new Map<number, Buffer[]>();
  /** First byte → the patterns that begin with it, longest first. */
  readonly #beginningWith: Buffer[][] = Array.from({ length: 256 }, () => []);

  constructor(patterns: readonly Buffer[]) {
    this.isEmpty = patterns.length === 0;
    this.#longest = Math.max(0, ...patterns.map((p) => p.length));
    this.#window = Math.min(256, ...patterns.map((p) => p.length));
    this.#shift.fill(this.#window - 1);
    for (const pattern of patterns) this.#add(pattern);
    for (const list of this.#beginningWith) list.sort((a, b) => b.length - a.length);
  }

  #add(pattern: Buffer): void {
    const last = this.#window - 2;
    for (let i = 0; i <= last; i++) {
      const block = blockAt(pattern, i);
      this.#shift[block] = Math.min(this.#shift[block] as number, last - i);
    }
    const block = blockAt(pattern, last);
    this.#endingIn.set(block, [...(this.#endingIn.get(block) ?? []), pattern]);
    this.#beginningWith[pattern[0] as number]?.push(pattern);
  }

  /** Tells of every occurrence, overlapping ones too, as [start, end), with `start` rising. */
  each(data: Buffer, found: (start: number, end: number) => void): void {
    if (this.isEmpty) return;
    const back = this.#window - 2;
    const shift = this.#shift;
    for (let at = back; at + 1 < data.length; ) {
      const block = blockAt(data, at);
      const step = shift[block] as number;
      if (step > 0) {
        at += step;
        continue;
      }
      const start = at - back;
      for (const pattern of this.#endingIn.get(block) ?? [])
        if (standsAt(data, start, pattern, pattern.length)) found(start, start + pattern.length);
      at += 1;
    }
  }

  /** Where the longest end of `data` begins that may still become an occurrence; its length when there is none. */
  openFrom(data: Buffer): number {
    for (let start = Math.max(0, data.length - this.#longest + 1); start < data.length; start++) {
      const length = data.length - start;
      for (const pattern of this.#beginningWith[data[start] as number] ?? []) {
        if (pattern.length <= length) break;
        if (standsAt(data, start, pattern, length)) return start;
      }
    }
    return data.length;
  }
}

const blockAt = (bytes: Buffer, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);

/** The first `length` bytes of the pattern stand in `data` at `start`. The ends are looked at first: a native call costs more. */
const standsAt = (data: Buffer, start: number, pattern: Buffer, length: number): boolean =>
  start + length <= data.length &&
  data[start] === pattern[0] &&
  data[start + length - 1] === pattern[length - 1] &&
  data.compare(pattern, 0, length, start, start + length) === 0;
