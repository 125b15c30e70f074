/** A run of a procedure on a target that ended proven. */
export type ProvenRun = { runId: string; incident: number; startedAt: Date | null; endedAt: Date };

const COUNTED = 5;

/**
 * The last time that a button is proven to have worked, and how long it usually takes: the median of the last five proven runs, in ms. `newestFirst`
 * holds proven runs only. Pure.
 */
export function proofOf(newestFirst: readonly ProvenRun[]): {
  lastProof: { runId: string; incident: number; at: Date } | null;
  usualMs: number | null;
} {
  const [last] = newestFirst;
  const times = newestFirst
    .slice(0, COUNTED)
    .flatMap(({ startedAt, endedAt }) => (startedAt ? [endedAt.getTime() - startedAt.getTime()] : []));
  return {
    lastProof: last ? { runId: last.runId, incident: last.incident, at: last.endedAt } : null,
    usualMs: median(times),
  };
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : Math.round(((sorted[middle - 1] ?? upper) + upper) / 2);
}
