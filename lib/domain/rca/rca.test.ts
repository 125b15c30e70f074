import { expect, test } from "vitest";
import type { RcaField } from "../playbook/schema.ts";
import { currentText, mergeText } from "./merge.ts";
import { duration, incidentDurations } from "./metrics.ts";
import { misfits, missingFields, prefill, type RcaFacts, type RcaValue } from "./prefill.ts";

const FIELDS: RcaField[] = [
  { id: "summary", title: "Incident", section: "Summary", kind: "text", required: true, prefill: "summary" },
  { id: "rollback", title: "Rollbacks", section: "Summary", kind: "text", required: false, prefill: "procedures" },
  { id: "cause", title: "Root cause", section: "Cause", kind: "text", required: true },
  { id: "patterns", title: "Patterns", section: "Cause", kind: "text", required: false, prefill: "error-patterns" },
  {
    id: "difference",
    title: "Difference",
    section: "Cause",
    kind: "text",
    required: false,
    prefill: "version-difference",
  },
  { id: "factors", title: "Factors", section: "Cause", kind: "list", required: true },
  { id: "actions", title: "Actions", section: "Actions", kind: "actions", required: false },
];
const FACTS: RcaFacts = {
  number: 7,
  title: "Uploads fail",
  severity: "critical",
  declaredAt: "2026-01-01T10:00:00.000Z",
  resolvedAt: null,
  targets: ["host-1"],
  reasons: [],
  runs: [],
  patterns: [],
  difference: "",
};
const RUN = {
  title: "Code rollback",
  status: "succeeded",
  by: "kim",
  startedAt: "2026-01-01T10:05:00.000Z",
  endedAt: null,
  targets: ["host-1"],
  reason: null,
};
const same = (a: RcaValue | undefined, b: RcaValue | undefined) => JSON.stringify(a) === JSON.stringify(b);

test("before anybody writes, the review says what the record knows and nothing else", () => {
  const patterns = [{ pattern: "ERROR N parts failed", count: 12, firstAt: "10:01", lastAt: "10:04", sample: "x" }];
  const values = prefill(FIELDS, { ...FACTS, runs: [RUN], patterns, difference: "deployed v2, stable v1\n" });
  expect(values.patterns).toBe("12 x ERROR N parts failed (10:01 to 10:04)");
  expect(values.difference).toBe("deployed v2, stable v1");
  expect(values.summary).toBe("Uploads fail. Declared as critical at 2026-01-01 10:00:00 UTC on host-1.");
  expect(values.rollback).toContain("Code rollback on host-1 by kim: succeeded");
  expect(values).toMatchObject({ cause: "", factors: [], actions: [] });
});

test("a field that nobody touched follows the record, one that somebody wrote stays", () => {
  const early = prefill(FIELDS, FACTS);
  const read = currentText(FIELDS, early, null);
  const saved = mergeText(read, null, { ...read.values, cause: "A leak" }, same);
  expect(saved.untouched).toEqual(["summary", "rollback", "patterns", "difference"]);
  const later = currentText(FIELDS, prefill(FIELDS, { ...FACTS, runs: [RUN] }), saved);
  expect(later.values).toMatchObject({ cause: "A leak" });
  expect(later.values.rollback).toContain("Code rollback");
  const edited = mergeText(later, saved, { summary: "In short: a leak" }, same);
  const last = currentText(FIELDS, prefill(FIELDS, { ...FACTS, title: "Renamed", runs: [RUN] }), edited);
  expect(last.values.summary).toBe("In short: a leak");
});

test("a form that was open while the record moved on does not freeze what it never changed", () => {
  const read = currentText(FIELDS, prefill(FIELDS, FACTS), null);
  const saved = mergeText(read, null, read.values, same);
  const now = currentText(FIELDS, prefill(FIELDS, { ...FACTS, runs: [RUN] }), saved);
  const again = mergeText(now, saved, { ...saved.values, cause: "A leak" }, same);
  expect(again.untouched).toContain("rollback");
  expect(again.values.rollback).toContain("Code rollback");
});

test("somebody who empties a field that the record filled finds it empty", () => {
  const read = currentText(FIELDS, prefill(FIELDS, FACTS), null);
  const saved = mergeText(read, null, { summary: "" }, same);
  expect(currentText(FIELDS, prefill(FIELDS, FACTS), saved).values.summary).toBe("");
});

test("required fields are missing until they say something; blanks say nothing", () => {
  expect(missingFields(FIELDS, { summary: "x", cause: "  ", factors: [" "] })).toEqual(["cause", "factors"]);
  expect(missingFields(FIELDS, { summary: "x", cause: "y", factors: ["z"] })).toEqual([]);
});

test("values of the wrong kind, or for no field, are named", () => {
  expect(misfits(FIELDS, { nothing: "x", cause: [], factors: "x", actions: ["x"] }).map((e) => e.path)).toEqual([
    "values.nothing",
    "values.cause",
    "values.factors",
    "values.actions",
  ]);
});

test("durations count from the declaration and are null while it has not happened", () => {
  const declaredAt = new Date(0);
  expect(
    incidentDurations({
      declaredAt,
      firstRunAt: new Date(90_000),
      provenAt: null,
      verifiedAt: new Date(3_690_000),
      resolvedAt: null,
    }),
  ).toEqual({
    toFirstRollbackMs: 90_000,
    toProvenMs: null,
    toVerifiedMs: 3_690_000,
    toResolvedMs: null,
  });
  expect([12_000, 200_000, 3_720_000].map(duration)).toEqual(["12 s", "3 m 20 s", "1 h 02 m"]);
});
