import { describe, expect, test } from "vitest";
import { combineSignals } from "#lib/domain/measure/combine.ts";
import { heldSince } from "#lib/domain/measure/held.ts";
import { fitSignal, type Reading, type Sample, STALE_MS, standingOf } from "#lib/domain/measure/reading.ts";
import { assess } from "#lib/domain/severity/assess.ts";
import { shipped } from "../playbook/shipped.ts";

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;
const reading = (over: Partial<Reading> = {}): Reading => ({
  signal: "errorRatePercent",
  askedAtMs: NOW,
  value: 12,
  measuredAtMs: NOW,
  problem: null,
  last: null,
  series: [[NOW, 12]],
  ...over,
});
/** One point each 15 s up to now, of the last `minutes`. */
const series = (minutes: number, value: (beforeMs: number) => number): Sample[] =>
  Array.from({ length: minutes * 4 + 1 }, (_, i) => (minutes * 4 - i) * 15_000).map((before) => [
    NOW - before,
    value(before),
  ]);

describe("what a reading is worth", () => {
  test("a fresh value is known, an old one is lost with what it was", () => {
    expect(standingOf(reading(), NOW + 3_000)).toEqual({ kind: "known", value: 12, ageMs: 3_000 });
    expect(standingOf(reading(), NOW + STALE_MS + 1)).toEqual({
      kind: "lost",
      reason: "no newer value has come",
      lostForMs: STALE_MS + 1,
      last: { value: 12, measuredAtMs: NOW },
    });
  });

  test("a failed question says why, and since when nothing is known", () => {
    const last = { value: 12, measuredAtMs: NOW - 40_000 };
    const lost = reading({ value: null, measuredAtMs: null, problem: "connect ECONNREFUSED", last });
    expect(standingOf(lost, NOW)).toEqual({ kind: "lost", reason: "connect ECONNREFUSED", lostForMs: 40_000, last });
  });
});

test.each([
  ["number", Number.NaN, "the answer is not a number (NaN), as after a division by zero"],
  ["number", Number.POSITIVE_INFINITY, "the answer is infinite"],
  ["number", -1, "the answer is -1, less than 0"],
  ["number", 101, "the answer is 101, more than 100"],
  ["number", 12.34567, 12.346],
  ["count", 12.6, 13],
  ["boolean", 1, true],
  ["boolean", 0, false],
  ["boolean", 0.5, "the answer is 0.5; a yes/no is 1 or 0"],
] as const)("a %s that is measured as %s is %s", (kind, value, expected) => {
  const fit = fitSignal({ kind, min: 0, max: 100 }, value);
  expect(fit.ok ? fit.value : fit.reason).toBe(expected);
});

describe("since when a value holds", () => {
  test("goes back to the last point that did not pass", () => {
    expect(
      heldSince(
        series(10, (before) => (before <= 3 * MINUTE ? 6 : 2)),
        { over: 5 },
      ),
    ).toBe(NOW - 3 * MINUTE);
  });
  test("the newest does not pass: it holds since never", () => {
    expect(
      heldSince(
        series(10, (before) => (before === 0 ? 5 : 6)),
        { over: 5 },
      ),
    ).toBeNull();
    expect(heldSince([], { over: 5 })).toBeNull();
  });
  test("a hole ends it: nobody knows what was in it", () => {
    const holed = series(10, () => 6).filter(([at]) => at > NOW - 2 * MINUTE || at < NOW - 4 * MINUTE);
    expect(heldSince(holed, { over: 5 })).toBe(NOW - 2 * MINUTE + 15_000);
  });
});

describe("the verdict on measured signals", () => {
  const playbook = shipped("agent-platform");
  const judged = (typed: Record<string, number | boolean | null>, readings: Reading[], now = NOW) => {
    const { signals, sources, history } = combineSignals(typed, readings, now);
    return { verdict: assess(playbook, signals, [], history), sources };
  };
  const high = reading({ series: series(10, (before) => (before <= 3 * MINUTE ? 12 : 0)) });

  test("over 5 % for 3 of 5 minutes: major now, critical in 2 minutes, counted from the series", () => {
    const { verdict, sources } = judged({}, [high]);
    expect(sources).toEqual({ errorRatePercent: "measured" });
    expect(verdict.severity).toBe("major");
    expect(verdict.close).toContainEqual(
      expect.objectContaining({ class: "critical", inMinutes: 2, since: NOW - 3 * MINUTE }),
    );
    expect(judged({}, [{ ...high, series: series(10, () => 12) }]).verdict.severity).toBe("critical");
  });

  test("each band has its own since-when", () => {
    // 12 % since 3 minutes, but over 1 % since 20: the lower band has lasted and counts fully.
    const slow = reading({
      series: series(25, (before) => (before <= 3 * MINUTE ? 12 : before <= 20 * MINUTE ? 2 : 0)),
    });
    const only = { ...slow, value: 2, series: series(25, (before) => (before <= 20 * MINUTE ? 2 : 0)) };
    expect(judged({}, [slow]).verdict.severity).toBe("major");
    expect(judged({}, [only]).verdict.fired[0]).toMatchObject({
      class: "major",
      reason: expect.stringContaining("for 20 min"),
    });
  });

  test("what a person typed counts instead, also the duration", () => {
    expect(judged({ errorRatePercent: 0 }, [high])).toMatchObject({
      verdict: { severity: "none" },
      sources: { errorRatePercent: "typed" },
    });
    expect(judged({ errorRateMinutes: 6 }, [high]).verdict.severity).toBe("critical");
    // A typed rate has no measured duration: that series is of another value.
    expect(judged({ errorRatePercent: 12 }, [{ ...high, series: series(10, () => 12) }]).verdict.severity).toBe(
      "major",
    );
  });

  test("a lost source is struck from the verdict, whatever its last value was", () => {
    const lost = reading({ value: null, measuredAtMs: null, problem: "gone", last: { value: 12, measuredAtMs: NOW } });
    for (const gone of [judged({}, [lost]), judged({}, [high], NOW + STALE_MS + 1)]) {
      expect(gone.verdict.fired).toEqual([]);
      expect(gone.verdict.unknown.map((u) => u.criterion)).toContain("error-rate");
    }
  });
});
