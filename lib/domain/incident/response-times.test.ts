import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { harmStart, percentiles, responseTimes } from "./response-times.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 30, 10, minute));
const MINUTE = 60_000;

describe("the start of the harm", () => {
  const declaredAt = at(30);
  it("is the earliest event before the declaration", () =>
    expect(harmStart({ declaredAt, occurredAt: [at(30), at(20), at(25)], signals: {} })).toEqual(at(20)));
  it("is the longest assessed duration before the declaration, when that is earlier", () =>
    expect(
      harmStart({ declaredAt, occurredAt: [at(25)], signals: { errorRateMinutes: 12, errorRatePercent: 90 } }),
    ).toEqual(at(18)));
  it("is not known when nothing speaks of a time before the declaration", () =>
    expect(
      harmStart({ declaredAt, occurredAt: [at(30), at(40)], signals: { errorRateMinutes: 0, crashed: true } }),
    ).toBeNull());
});

describe("durations", () => {
  it("count from the start of the harm", () =>
    expect(responseTimes({ harmAt: at(0), declaredAt: at(10), provenAt: at(14), resolvedAt: at(50) }, at(4))).toEqual({
      detectMs: 4 * MINUTE,
      declareMs: 10 * MINUTE,
      mitigateMs: 14 * MINUTE,
      recoverMs: 50 * MINUTE,
    }));
  it("count from the declaration when nobody knows the start, and detection is then not known", () =>
    expect(responseTimes({ harmAt: null, declaredAt: at(10), provenAt: at(14), resolvedAt: null }, at(10))).toEqual({
      detectMs: null,
      declareMs: null,
      mitigateMs: 4 * MINUTE,
      recoverMs: null,
    }));
  it("are never negative", () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 5, maxLength: 5 }), ([a, b, c, d, e]) => {
        const found = responseTimes(
          {
            harmAt: at(a as number),
            declaredAt: at(b as number),
            provenAt: at(c as number),
            resolvedAt: at(d as number),
          },
          at(e as number),
        );
        expect(Object.values(found).every((ms) => ms === null || ms >= 0)).toBe(true);
      }),
    ));
});

describe("percentiles", () => {
  it("are values that occurred", () =>
    expect(percentiles([10, 20, 30, 40, null])).toEqual({ count: 4, p50: 20, p90: 40 }));
  it("of one value are that value, of none are not known", () => {
    expect(percentiles([7])).toEqual({ count: 1, p50: 7, p90: 7 });
    expect(percentiles([null])).toEqual({ count: 0, p50: null, p90: null });
  });
  it("have at least their share of all values at or below them", () =>
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), (values) => {
        const { p50, p90 } = percentiles(values);
        const share = (limit: number) => values.filter((v) => v <= limit).length / values.length;
        expect(share(p50 as number)).toBeGreaterThanOrEqual(0.5);
        expect(share(p90 as number)).toBeGreaterThanOrEqual(0.9);
      }),
    ));
});
