import type { OutputStore } from "#lib/client/output/output-store.ts";
import { plainText } from "#lib/domain/output/ansi.ts";
import type { Section } from "./rows.ts";

export type Hit = { stepRunId: string; line: number };
/** More hits than this are not counted: "1000+". */
export const MAX_HITS = 1_000;

/**
 * Lines that hold the text, in order; case does not matter. Lines that are held here are looked through here, so that what arrives is found at
 * once; `earlier` is what the server found in the others.
 */
export function findHits(
  store: OutputStore,
  sections: readonly Section[],
  wanted: string,
  earlier: readonly Hit[],
): Hit[] {
  const needle = wanted.trim().toLowerCase();
  if (needle === "") return [];
  const hits: Hit[] = [];
  for (const { step } of sections) {
    const { lines } = store.step(step.stepRunId);
    hits.push(...earlier.filter((hit) => hit.stepRunId === step.stepRunId && hit.line < lines.first));
    for (let line = lines.first; line < lines.end && hits.length < MAX_HITS; line++) {
      if (
        plainText(lines.line(line) ?? "")
          .toLowerCase()
          .includes(needle)
      )
        hits.push({ stepRunId: step.stepRunId, line });
    }
    if (hits.length >= MAX_HITS) return hits.slice(0, MAX_HITS);
  }
  return hits;
}
