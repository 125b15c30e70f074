import { describe, expect, it } from "vitest";
import { parseNumber, payloadOf, signalsOf, withSupplied } from "#lib/client/signal-form.ts";

const percent = { kind: "number", min: 0, max: 100, unit: "%" } as const;

describe("signal form", () => {
  it.each([
    ["12", 12],
    ["12,5", 12.5],
    [" 12 % ", 12],
    ["", null],
  ])("reads %j", (text, value) => expect(parseNumber(text, percent)).toEqual({ ok: true, value }));
  it.each(["abc", "1e9", "101", "-1", "1.2.3"])("says why %j is no value", (text) => {
    expect(parseNumber(text, percent).ok).toBe(false);
  });
  it("takes only whole numbers for counts", () => {
    expect(parseNumber("1.5", { kind: "count" }).ok).toBe(false);
  });
  it("keeps unknown apart from no and from zero", () => {
    const signals = signalsOf(
      [
        { id: "rate", title: "", kind: "number", source: "measured" },
        { id: "zero", title: "", kind: "number", source: "measured" },
        { id: "no", title: "", kind: "boolean", source: "person" },
        { id: "asked", title: "", kind: "boolean", source: "person" },
      ],
      { numbers: { zero: "0" }, answers: { no: "no" } },
    );
    expect(signals).toEqual({ rate: null, zero: 0, no: false, asked: null });
    expect(payloadOf(signals, ["slow"])).toEqual({ zero: 0, no: false, symptoms: ["slow"] });
  });
});

it("what an alert brings fills its fields and leaves what was typed", () => {
  const typed = { numbers: { slowdownPercent: "40" }, answers: { crashed: "no" as const } };
  expect(withSupplied(typed, { errorRatePercent: 12.34567, crashed: true })).toEqual({
    numbers: { slowdownPercent: "40", errorRatePercent: "12.346" },
    answers: { crashed: "yes" },
  });
});
