import type { OutputStore } from "#lib/client/output/output-store.ts";
import type { StepRunView } from "#lib/contract/run.ts";

/** One line on the screen: a step's head, or a line of its output. */
export type Row = { kind: "head"; section: Section } | { kind: "line"; section: Section; line: number };
export type Section = { step: StepRunView; isOpen: boolean; lines: number };

/** Height of a step's head, and of one row of text; as the stylesheet has them. */
export const HEAD_PX = 28;
export const LINE_PX = 18;

/** A finished step with more lines than this starts folded, unless it is the last one. */
const FOLD_OVER_LINES = 400;

/** Steps of a target that have begun, in order, with how many lines each has. */
export function sectionsOf(
  steps: readonly StepRunView[],
  target: string,
  store: OutputStore,
  folded: Readonly<Record<string, boolean>>,
): Section[] {
  const begun = steps.filter((s) => s.target === target && s.startedAt !== null);
  return begun.map((step, index) => {
    const lines = store.step(step.stepRunId).lines.end;
    const startsFolded = step.output.complete && lines > FOLD_OVER_LINES && index < begun.length - 1;
    return { step, lines, isOpen: !(folded[step.stepRunId] ?? startsFolded) };
  });
}

/** Rows by index without making one object per line: the list may have millions. */
export class RowIndex {
  readonly total: number;
  readonly #starts: number[] = [];
  readonly #sections: readonly Section[];

  constructor(sections: readonly Section[]) {
    this.#sections = sections;
    let at = 0;
    for (const section of sections) {
      this.#starts.push(at);
      at += 1 + (section.isOpen ? section.lines : 0);
    }
    this.total = at;
  }

  at(index: number): Row | null {
    const i = last(this.#starts, (start) => start <= index);
    const section = this.#sections[i];
    const start = this.#starts[i];
    if (!section || start === undefined || index >= this.total) return null;
    return index === start ? { kind: "head", section } : { kind: "line", section, line: index - start - 1 };
  }

  /** Index of a step's head; -1 when it is not shown. */
  headOf(stepRunId: string): number {
    const i = this.#sections.findIndex((s) => s.step.stepRunId === stepRunId);
    return i === -1 ? -1 : (this.#starts[i] ?? -1);
  }

  /** Height of all rows when none is wrapped, in px. */
  get heightPx(): number {
    return this.topOf(this.total);
  }

  /** Where a row begins when none is wrapped, in px. */
  topOf(index: number): number {
    const heads = last(this.#starts, (start) => start < index) + 1;
    return index * LINE_PX + heads * (HEAD_PX - LINE_PX);
  }

  /** The row at a height when none is wrapped; the nearest one outside of the list. */
  indexAt(px: number): number {
    const i = Math.max(
      0,
      last(this.#starts, (start) => this.topOf(start) <= px),
    );
    const start = this.#starts[i] ?? 0;
    const below = px - this.topOf(start) - HEAD_PX;
    return Math.min(Math.max(0, this.total - 1), below < 0 ? start : start + 1 + Math.floor(below / LINE_PX));
  }
}

/** Index of the last number for which it holds, of numbers that rise; -1 when of none. */
function last(numbers: readonly number[], holds: (n: number) => boolean): number {
  let low = -1;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(numbers[middle] ?? 0)) low = middle;
    else high = middle - 1;
  }
  return low;
}
