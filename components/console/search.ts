import { plainText } from "#lib/client/output/ansi.ts";
import type { OutputStore } from "#lib/client/output/output-store.ts";
import type { Section } from "./rows.ts";

export type Hit = { stepRunId: string; line: number };
/** More hits than this are not counted: "1000+". */
export const MAX_HITS = 1_000;

/** Lines that hold the text, in order, in everything loaded; case does not matter. */
export function findHits(store: OutputStore, sections: readonly Section[], wanted: string): Hit[] {
  const needle = wanted.trim().toLowerCase();
  if (needle === "") return [];
  const hits: Hit[] = [];
  for (const { step } of sections) {
    const { lines } = store.step(step.stepRunId);
    for (let line = 0; line < lines.length; line++) {
      if (!plainText(lines.line(line)).toLowerCase().includes(needle)) continue;
      hits.push({ stepRunId: step.stepRunId, line });
      if (hits.length >= MAX_HITS) return hits;
    }
  }
  return hits;
}
