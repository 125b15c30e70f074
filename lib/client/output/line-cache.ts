import type { OutputLines } from "#lib/contract/output.ts";

/** Reads lines of a step's output from the server, from number `line` (from 1) on. */
export type FetchLines = (stepRunId: string, line: number, lines: number, signal: AbortSignal) => Promise<OutputLines>;

const BLOCK_LINES = 200;
/** Characters held at most, some 16 MB: a hundred screens of common lines. */
const MAX_CHARACTERS = 8_000_000;
const RETRY_MS = 1_000;

type Block = { lines: string[]; characters: number };

/**
 * Lines that only the server holds, read in blocks when somebody looks at them. The blocks looked at last are kept; what was asked for and scrolled
 * away before it came is given up.
 */
export class LineCache {
  readonly #fetchLines: FetchLines;
  readonly #onChange: () => void;
  readonly #maxCharacters: number;
  /** In the order of their last use. */
  readonly #blocks = new Map<string, Block>();
  readonly #loading = new Map<string, AbortController>();
  #held = 0;

  constructor(fetchLines: FetchLines, onChange: () => void, maxCharacters = MAX_CHARACTERS) {
    this.#fetchLines = fetchLines;
    this.#onChange = onChange;
    this.#maxCharacters = maxCharacters;
  }

  /** Undefined while it is not here. */
  line(stepRunId: string, number: number): string | undefined {
    return this.#blocks.get(keyOf(stepRunId, Math.floor(number / BLOCK_LINES)))?.lines[number % BLOCK_LINES];
  }

  /** Lines [first, end) of the step are looked at. */
  want(stepRunId: string, first: number, end: number) {
    const wanted = new Set<string>();
    for (let block = Math.floor(first / BLOCK_LINES); block * BLOCK_LINES < end; block++) {
      const key = keyOf(stepRunId, block);
      wanted.add(key);
      const last = Math.min(end, (block + 1) * BLOCK_LINES) - 1;
      if (this.line(stepRunId, last) !== undefined) this.#touch(key);
      else if (!this.#loading.has(key)) void this.#load(key, stepRunId, block);
    }
    for (const [key, controller] of this.#loading) {
      if (!key.startsWith(`${stepRunId} `) || wanted.has(key)) continue;
      controller.abort();
      this.#loading.delete(key);
    }
  }

  async #load(key: string, stepRunId: string, block: number) {
    const controller = new AbortController();
    this.#loading.set(key, controller);
    try {
      const from = block * BLOCK_LINES;
      const answer = await this.#fetchLines(stepRunId, from + 1, BLOCK_LINES, controller.signal);
      // The line without an end may still grow.
      const lines = answer.complete ? answer.lines : answer.lines.slice(0, Math.max(0, answer.finishedLines - from));
      this.#put(key, { lines, characters: lines.reduce((sum, line) => sum + line.length, 0) });
      this.#onChange();
    } catch {
      // Given up, or no answer: the page says when it is not live, and whoever still looks asks again.
      if (!controller.signal.aborted) setTimeout(this.#onChange, RETRY_MS);
    } finally {
      if (this.#loading.get(key) === controller) this.#loading.delete(key);
    }
  }

  #touch(key: string) {
    const block = this.#blocks.get(key);
    if (!block) return;
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
  }

  #put(key: string, block: Block) {
    this.#held += block.characters - (this.#blocks.get(key)?.characters ?? 0);
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
    for (const [oldest, { characters }] of this.#blocks) {
      if (this.#held <= this.#maxCharacters || oldest === key) return;
      this.#blocks.delete(oldest);
      this.#held -= characters;
    }
  }
}

const keyOf = (stepRunId: string, block: number) => `${stepRunId} ${block}`;
