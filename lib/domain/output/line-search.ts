/** A line that holds the text: its number from 0, the byte where it begins, and what stands round the first place. */
export type LineHit = { line: number; atByte: number; excerpt: string };

const LINE_FEED = 10;
const EMPTY = new Uint8Array(0);
/** Of a line without an end so much is looked through at once. */
const PART_BYTES = 256 * 1024;
/** What of a part is looked at again with the next one: the longest needle, in any encoding, between a colour or two. */
const OVERLAP_BYTES = 2 * 1024;
const EXCERPT_CHARACTERS = 200;
const EXCERPT_BEFORE = 60;
const ESC = "\\u001b";
/** Colours and cursor moves, which a reader does not see. */
const SEQUENCE = new RegExp(`${ESC}\\[[0-9;:?<=>]*[ -/]*[@-~]`, "g");

/**
 * Finds the lines that hold a text in output that is pushed piece by piece, whatever its size; keeps one unfinished line at most. Case does
 * not matter; colours do not hide a text. What a line wrote over with `\r` is found too.
 */
export class LineSearch {
  readonly #needle: string;
  readonly #limit: number;
  readonly #hits: LineHit[] = [];
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #carry: Uint8Array = EMPTY;
  /** The first byte of the carry. */
  #at = 0;
  /** The line that the carry belongs to, where it begins, and whether it was found already. */
  #line = 0;
  #lineAt = 0;
  #isFound = false;

  /** `needle`: at most 200 characters, without a line end. `limit`: hits at most. */
  constructor(needle: string, limit: number) {
    this.#needle = needle.toLowerCase();
    this.#limit = limit;
  }

  get hits(): readonly LineHit[] {
    return this.#hits;
  }

  /** No more is looked for. */
  get isFull(): boolean {
    return this.#hits.length >= this.#limit;
  }

  push(bytes: Uint8Array) {
    let data = this.#carry.length === 0 ? bytes : joined(this.#carry, bytes);
    const lastEnd = data.lastIndexOf(LINE_FEED);
    if (lastEnd !== -1) {
      this.#lookThroughLines(data.subarray(0, lastEnd + 1));
      data = data.subarray(lastEnd + 1);
    }
    if (data.length > PART_BYTES) {
      this.#lookThroughPart(data);
      this.#at += data.length - OVERLAP_BYTES;
      data = data.subarray(-OVERLAP_BYTES);
    }
    this.#carry = data;
  }

  /** The output ends here, perhaps within a line. */
  end() {
    this.#lookThroughPart(this.#carry);
  }

  /** Whole lines; the first one may be the rest of a long one. */
  #lookThroughLines(block: Uint8Array) {
    const text = this.#readable(block);
    let line = this.#isFound ? 1 : 0;
    let from = this.#isFound ? text.indexOf("\n") + 1 : 0;
    let place = { line: 0, at: 0 };
    for (let at = text.indexOf(this.#needle, from); at !== -1 && !this.isFull; at = text.indexOf(this.#needle, from)) {
      line += lineEnds(text, from, at);
      place = walk(block, place, line);
      const end = block.indexOf(LINE_FEED, place.at);
      this.#hit(line, line === 0 ? this.#lineAt : this.#at + place.at, block.subarray(place.at, end));
      from = text.indexOf("\n", at) + 1;
      line++;
    }
    this.#line += lineEndsIn(block);
    this.#at += block.length;
    this.#lineAt = this.#at;
    this.#isFound = false;
  }

  #lookThroughPart(part: Uint8Array) {
    if (this.#isFound || this.isFull || !this.#readable(part).includes(this.#needle)) return;
    this.#isFound = true;
    this.#hit(0, this.#lineAt, part);
  }

  #hit(line: number, atByte: number, bytes: Uint8Array) {
    const text = this.#decoder.decode(bytes).replace(SEQUENCE, "");
    const from = Math.max(0, text.toLowerCase().indexOf(this.#needle) - EXCERPT_BEFORE);
    this.#hits.push({ line: this.#line + line, atByte, excerpt: text.slice(from, from + EXCERPT_CHARACTERS) });
  }

  #readable(bytes: Uint8Array): string {
    const text = this.#decoder.decode(bytes);
    return (text.includes("\u001b") ? text.replace(SEQUENCE, "") : text).toLowerCase();
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function lineEnds(text: string, from: number, to: number): number {
  let ends = 0;
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1)) ends++;
  return ends;
}

function lineEndsIn(block: Uint8Array): number {
  let ends = 0;
  for (let at = block.indexOf(LINE_FEED); at !== -1; at = block.indexOf(LINE_FEED, at + 1)) ends++;
  return ends;
}

/** Where a later line of the block begins. */
function walk(block: Uint8Array, from: { line: number; at: number }, line: number): { line: number; at: number } {
  let { at } = from;
  for (let passed = from.line; passed < line; passed++) at = block.indexOf(LINE_FEED, at) + 1;
  return { line, at };
}
