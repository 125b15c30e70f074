import { describe, expect, it } from "vitest";
import { validateSignals } from "#lib/domain/severity/signals.ts";
import { shipped } from "./shipped.ts";

const playbook = shipped("agent-platform");

describe("signals from outside", () => {
  it("pass with null and with anything left out", () => {
    expect(validateSignals(playbook, { errorRatePercent: 12, crashed: null, symptoms: ["qw-001.http-207"] })).toEqual({
      ok: true,
      signals: { errorRatePercent: 12, crashed: null },
      symptoms: ["qw-001.http-207"],
    });
    expect(validateSignals(playbook, {})).toEqual({ ok: true, signals: {}, symptoms: [] });
  });

  it.each([
    [{ errorRate: 12 }, "errorRate", /no signal of this playbook/],
    [{ constructor: 1 }, "constructor", /no signal of this playbook/],
    [{ errorRatePercent: 101 }, "errorRatePercent", /a number from 0 to 100, or null/],
    [{ errorRatePercent: -1 }, "errorRatePercent", /from 0 to 100/],
    [{ errorRatePercent: "12" }, "errorRatePercent", /a number/],
    [{ errorRatePercent: true }, "errorRatePercent", /a number/],
    [{ errorRatePercent: Number.NaN }, "errorRatePercent", /a number/],
    [{ slowdownPercent: Number.POSITIVE_INFINITY }, "slowdownPercent", /a number/],
    [{ requestCount: 1.5 }, "requestCount", /a whole number/],
    [{ crashed: "yes" }, "crashed", /true, false, or null/],
    [{ crashed: 1 }, "crashed", /true, false, or null/],
    [{ symptoms: ["qw-009.none"] }, "symptoms.0", /no symptom/],
    [{ symptoms: "qw-001.http-207" }, "symptoms", /./],
  ])("%j is refused, naming the signal", (input, signal, message) => {
    const result = validateSignals(playbook, input);
    expect(result).toMatchObject({ ok: false, problems: [{ signal }] });
    expect(result.ok ? "" : result.problems[0]?.message).toMatch(message);
  });

  it.each([null, undefined, [], "signals", 7])("%j is no signals at all", (input) => {
    expect(validateSignals(playbook, input).ok).toBe(false);
  });

  it("are all told at once", () => {
    const result = validateSignals(playbook, { errorRatePercent: 101, crashed: 1, nonsense: true, more: 1 });
    expect(result.ok ? [] : result.problems.map((p) => p.signal).sort()).toEqual([
      "crashed",
      "errorRatePercent",
      "more",
      "nonsense",
    ]);
  });
});
