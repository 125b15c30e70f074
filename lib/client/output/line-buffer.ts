/** Longest line kept for display; the raw output keeps all of it. */
export const MAX_LINE_LENGTH = 4_096;

/**
 * Cuts decoded text into display lines. A line that rewrites itself with `\r` (a progress bar) shows its last state,
 * as a terminal would; `\r\n` ends a line. Escape sequences are kept here and judged when a line is shown (ansi.ts).
 */
export class LineBuffer {
  readonly #lines: string[] = [];
  #open = "";
  #cut = 0;

  /** Finished lines, and the open one when it holds text. */
  get length(): number {
    return this.#lines.length + (this.#open === "" ? 0 : 1);
  }

  line(index: number): string {
    return this.#lines[index] ?? shown(this.#open, this.#cut);
  }

  push(text: string) {
    let from = 0;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", from)) {
      this.#append(text.slice(from, at));
      this.#lines.push(shown(this.#open, this.#cut));
      this.#open = "";
      this.#cut = 0;
      from = at + 1;
    }
    this.#append(text.slice(from));
  }

  #append(text: string) {
    this.#open += text;
    // Whatever stands before the last rewrite can never be seen again; without this a progress bar would grow without end.
    // Returns at its end rewrite nothing yet, however many.
    let end = this.#open.length;
    while (end > 0 && this.#open[end - 1] === "\r") end--;
    const rewrite = end > 0 ? this.#open.lastIndexOf("\r", end - 1) : -1;
    if (rewrite !== -1) this.#cut = 0;
    this.#open = this.#open.slice(rewrite + 1, end) + (end < this.#open.length ? "\r" : "");
    if (this.#open.length > MAX_LINE_LENGTH) {
      const endsInReturn = this.#open.endsWith("\r");
      this.#cut += this.#open.length - MAX_LINE_LENGTH - (endsInReturn ? 1 : 0);
      this.#open = this.#open.slice(0, MAX_LINE_LENGTH) + (endsInReturn ? "\r" : "");
    }
  }
}

function shown(open: string, cut: number): string {
  const text = open.endsWith("\r") ? open.slice(0, -1) : open;
  return cut > 0 ? `${text} … ${cut} more characters in the raw output` : text;
}
