import type { SignalDeclaration } from "../playbook/schema.ts";

/** A point of a series: ms since 1970, and the value. */
export type Sample = readonly [atMs: number, value: number];

/** What was last heard of a signal on a target. Times are ms since 1970. */
export type Reading = {
  signal: string;
  /** When it was asked for. */
  askedAtMs: number;
  /** Null: not known, and `problem` says why. */
  value: number | boolean | null;
  measuredAtMs: number | null;
  problem: string | null;
  /** The last value that was known; never judged. */
  last: { value: number | boolean; measuredAtMs: number } | null;
  series: readonly Sample[];
};

/** Between two questions while somebody needs them. */
export const MEASURE_EVERY_MS = 15_000;
/** How far back a series goes. */
export const HISTORY_MS = 30 * 60_000;
/** Between two points of a series. */
export const STEP_MS = 15_000;
/** A value that is older than four questions is nobody's present. */
export const STALE_MS = 4 * MEASURE_EVERY_MS;

/** What a reading is worth now: a value to judge with, or the reason why there is none. */
export type Standing =
  | { kind: "known"; value: number | boolean; ageMs: number }
  | { kind: "lost"; reason: string; lostForMs: number; last: Reading["last"] };

/** Pure. A value that has grown old counts as lost, whoever it was that fell silent. */
export function standingOf(reading: Reading, nowMs: number): Standing {
  const { value, measuredAtMs } = reading;
  if (value === null || measuredAtMs === null) {
    const since = reading.last?.measuredAtMs ?? reading.askedAtMs;
    return {
      kind: "lost",
      reason: reading.problem ?? "nothing was measured",
      lostForMs: Math.max(0, nowMs - since),
      last: reading.last,
    };
  }
  const ageMs = Math.max(0, nowMs - measuredAtMs);
  if (ageMs <= STALE_MS) return { kind: "known", value, ageMs };
  return { kind: "lost", reason: "no newer value has come", lostForMs: ageMs, last: { value, measuredAtMs } };
}

/** A measured number in the form in which the playbook declares its signal, or why it is none. Pure. */
export function fitSignal(
  signal: Pick<SignalDeclaration, "kind" | "min" | "max" | "unit">,
  value: number,
): { ok: true; value: number | boolean } | { ok: false; reason: string } {
  if (Number.isNaN(value))
    return { ok: false, reason: "the answer is not a number (NaN), as after a division by zero" };
  if (!Number.isFinite(value)) return { ok: false, reason: "the answer is infinite" };
  if (signal.kind === "boolean")
    return value === 0 || value === 1
      ? { ok: true, value: value === 1 }
      : { ok: false, reason: `the answer is ${value}; a yes/no is 1 or 0` };
  if (signal.min !== undefined && value < signal.min)
    return { ok: false, reason: `the answer is ${value}, less than ${signal.min}` };
  if (signal.max !== undefined && value > signal.max)
    return { ok: false, reason: `the answer is ${value}, more than ${signal.max}` };
  return { ok: true, value: signal.kind === "count" ? Math.round(value) : Math.round(value * 1000) / 1000 };
}
