import type { OutputStore } from "#lib/client/output/output-store.ts";
import type { StepRunView } from "#lib/contract/run.ts";

/** One line on the screen: a step's head, or a line of its output. */
export type Row = { kind: "head"; section: Section } | { kind: "line"; section: Section; line: number };
export type Section = { step: StepRunView; isOpen: boolean; lines: number };

/** A finished step with more lines than this starts folded, unless it is the last one. */
const FOLD_OVER_LINES = 400;

/** Steps of a target that have begun, in order, with how many lines each shows. */
export function sectionsOf(
  steps: readonly StepRunView[],
  target: string,
  store: OutputStore,
  folded: Readonly<Record<string, boolean>>,
): Section[] {
  const begun = steps.filter((s) => s.target === target && s.startedAt !== null);
  return begun.map((step, index) => {
    const lines = store.step(step.stepRunId).lines.length;
    const startsFolded = step.output.complete && lines > FOLD_OVER_LINES && index < begun.length - 1;
    return { step, lines, isOpen: !(folded[step.stepRunId] ?? startsFolded) };
  });
}

/** Rows by index without making one object per line: the list may have hundreds of thousands. */
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
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const section = this.#sections[low];
    const start = this.#starts[low];
    if (!section || start === undefined || index >= this.total) return null;
    return index === start ? { kind: "head", section } : { kind: "line", section, line: index - start - 1 };
  }

  /** Index of a step's head; -1 when it is not shown. */
  headOf(stepRunId: string): number {
    const i = this.#sections.findIndex((s) => s.step.stepRunId === stepRunId);
    return i === -1 ? -1 : (this.#starts[i] ?? -1);
  }
}
