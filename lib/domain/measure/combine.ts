import type { History, Signals } from "../severity/types.ts";
import { type Reading, type Sample, standingOf } from "./reading.ts";

/** Where the value that is judged comes from. */
export type SignalSource = "typed" | "measured" | "none";
export type Combined = {
  signals: Signals;
  sources: Readonly<Record<string, SignalSource>>;
  history: History;
  /** Signals whose measured value is known now, whether it is judged or a typed one is. */
  known: ReadonlySet<string>;
};

/**
 * What the verdict is made of: what a person typed, else what is measured now. A lost measurement is not known, whatever its last value was. How long a
 * measured value has held is read from its own series, and only while that value itself is judged. Pure.
 */
export function combineSignals(typed: Signals, readings: readonly Reading[], nowMs: number): Combined {
  const signals: Record<string, number | boolean | null | undefined> = { ...typed };
  const sources: Record<string, SignalSource> = {};
  const series = new Map<string, readonly Sample[]>();
  for (const [name, value] of Object.entries(typed))
    sources[name] = value === null || value === undefined ? "none" : "typed";
  const known = new Set<string>();
  for (const reading of readings) {
    const standing = standingOf(reading, nowMs);
    if (standing.kind !== "known") continue;
    known.add(reading.signal);
    if (sources[reading.signal] === "typed") continue;
    signals[reading.signal] = standing.value;
    sources[reading.signal] = "measured";
    series.set(reading.signal, reading.series);
  }
  return { signals, sources, history: { atMs: nowMs, series }, known };
}
