import { passes } from "../severity/bounds.ts";
import { type Sample, STEP_MS } from "./reading.ts";

/** Two steps without a point end what held: nobody knows what was between. */
const GAP_MS = 2 * STEP_MS + 1_000;

/**
 * Since when the newest values have passed a bound without a break, in ms since 1970; null when the newest does not pass it. A series that passes from
 * its first point on answers with that point: it may have held for longer. Samples in order of time. Pure.
 */
export function heldSince(
  series: readonly Sample[],
  bound: { over?: number | undefined; atLeast?: number | undefined },
): number | null {
  let since: number | null = null;
  for (let i = series.length - 1; i >= 0; i -= 1) {
    const [atMs, value] = series[i] as Sample;
    if (!passes(value, bound) || (since !== null && since - atMs > GAP_MS)) break;
    since = atMs;
  }
  return since;
}
