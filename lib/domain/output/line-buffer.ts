/** Bytes of a line that are shown; the raw output keeps all of it. */
export const MAX_LINE_BYTES = 16 * 1024;

const LINE_FEED = 10;
const RETURN = 13;
const EMPTY = new Uint8Array(0);

/**
 * Cuts bytes into display lines; only `\n` ends one, so line numbers can be counted in the raw bytes. A line that rewrites itself with
 * `\r` (a progress bar) shows its last state, as a terminal would. Invalid UTF-8 becomes U+FFFD. Escape sequences are kept and judged
 * when a line is shown. Lines are numbered from 0 and keep their number when older ones are dropped.
 */
export class LineBuffer {
  #first: number;
  #lines: string[] = [];
  /** Characters held in finished lines. */
  #held = 0;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  /** Bytes since the last line end; those that were not seen count. */
  #openBytes = 0;
  /** What of the open line can still be seen, cut at MAX_LINE_BYTES, and how long it really is. */
  #shown: Uint8Array = EMPTY;
  #shownBytes = 0;
  /** A `\r` was read: what comes next, unless it ends the line, writes over what is shown. */
  #returned = false;

  /** `first`: the number of the line that the first pushed byte belongs to. (Default: 0) */
  constructor(first = 0) {
    this.#first = first;
  }

  /** The first line that is still held. */
  get first(): number {
    return this.#first;
  }

  /** One more than the number of the last line; the open one counts when it holds a byte. */
  get end(): number {
    return this.finished + (this.#openBytes > 0 ? 1 : 0);
  }

  /** One more than the number of the last line that has ended. */
  get finished(): number {
    return this.#first + this.#lines.length;
  }

  /** Bytes of the line that has not ended. */
  get openBytes(): number {
    return this.#openBytes;
  }

  /** Undefined for a line that is not held. */
  line(number: number): string | undefined {
    if (number === this.finished && this.#openBytes > 0) return this.#text();
    return this.#lines[number - this.#first];
  }

  push(bytes: Uint8Array) {
    let from = 0;
    for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, from)) {
      this.#append(bytes.subarray(from, at));
      this.#end();
      from = at + 1;
    }
    this.#append(bytes.subarray(from));
  }

  /** Goes over bytes of the open line that nobody needs to see; they count as cut. */
  skip(bytes: number) {
    this.#openBytes += bytes;
    this.#shownBytes += bytes;
  }

  /** Drops the older half of the finished lines once more characters than that are held. */
  trim(maxCharacters: number) {
    while (this.#held > maxCharacters && this.#lines.length > 1) {
      const dropped = this.#lines.splice(0, Math.ceil(this.#lines.length / 2));
      this.#first += dropped.length;
      for (const line of dropped) this.#held -= line.length;
    }
  }

  #end() {
    const text = this.#text();
    this.#lines.push(text);
    this.#held += text.length;
    this.#openBytes = 0;
    this.#reset();
  }

  #append(part: Uint8Array) {
    if (part.length === 0) return;
    this.#openBytes += part.length;
    let end = part.length;
    while (end > 0 && part[end - 1] === RETURN) end--;
    if (end > 0) {
      // Whatever stands before the last rewrite can never be seen again.
      const rewrite = part.lastIndexOf(RETURN, end - 1);
      if (rewrite !== -1 || this.#returned) this.#reset();
      this.#show(part.subarray(rewrite + 1, end));
    }
    if (end < part.length) this.#returned = true;
  }

  #show(bytes: Uint8Array) {
    const room = MAX_LINE_BYTES - this.#shownBytes;
    this.#shownBytes += bytes.length;
    if (room <= 0) return;
    const before = this.#shown;
    const fits = bytes.subarray(0, room);
    this.#shown = new Uint8Array(before.length + fits.length);
    this.#shown.set(before);
    this.#shown.set(fits, before.length);
  }

  #reset() {
    this.#shown = EMPTY;
    this.#shownBytes = 0;
    this.#returned = false;
  }

  #text(): string {
    const cut = this.#shownBytes - this.#shown.length;
    if (cut === 0) return this.#decoder.decode(this.#shown);
    // A character that the cut went through is left out, not shown as a broken one.
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.#shown, { stream: true });
    return `${text} … ${cut.toLocaleString("en-US")} more ${cut === 1 ? "byte" : "bytes"} in the raw output`;
  }
}
