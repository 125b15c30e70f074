import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readPlaywrightReport, readVitestReport } from "../../scripts/tasks/test/reports.ts";
import { judge, type SuiteResult, summarise } from "../../scripts/tasks/test/suite.ts";

const dir = mkdtempSync(path.join(tmpdir(), "backout-summary-"));
afterAll(() => rmSync(dir, { recursive: true }));

function report(content: unknown): string {
  const file = path.join(dir, "report.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const suite = (result: Partial<SuiteResult>): SuiteResult => ({
  name: "s",
  passed: 0,
  failed: 0,
  skipped: 0,
  durationMs: 1,
  ...result,
});

describe("a runner that hides a failure is found out", () => {
  test.each([
    ["reported nothing", undefined, 0],
    ["reported nothing and failed", undefined, 1],
    ["failed without naming a failed test", { passed: 9, failed: 0, skipped: 0 }, 1],
    ["ran no test", { passed: 0, failed: 0, skipped: 0 }, 0],
    ["skipped everything", { passed: 0, failed: 0, skipped: 5 }, 0],
  ])("when it %s", (_, counts, exitCode) => {
    expect(judge(counts, exitCode).failed).toBe(1);
  });

  test("and one that did well is believed", () => {
    expect(judge({ passed: 9, failed: 0, skipped: 0 }, 0)).toEqual({ passed: 9, failed: 0, skipped: 0 });
  });
});

describe("Vitest's report", () => {
  const counts = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1, testResults: [] };

  test("gives passed, failed and skipped; what is still to be written counts as skipped", () => {
    expect(readVitestReport(report(counts))).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  test("counts a file that could not be loaded as a failure", () => {
    const broken = { ...counts, testResults: [{ status: "failed", assertionResults: [] }] };
    expect(readVitestReport(report(broken))?.failed).toBe(2);
  });

  test("that was cut off is none", () => {
    expect(readVitestReport(report('{"numPassedTests": 3'))).toBeUndefined();
    expect(readVitestReport(path.join(dir, "missing.json"))).toBeUndefined();
  });
});

test("Playwright's report counts a test that passed only on a retry, and an error outside tests, as failures", () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
  expect(readPlaywrightReport(report({ stats, errors: [{}] }))).toEqual({ passed: 5, failed: 3, skipped: 2 });
});

describe("the summary", () => {
  test("closes with one line over all suites", () => {
    const { text, ok } = summarise([suite({ passed: 3 }), suite({ passed: 4, failed: 1 })], { allowSkipped: false });
    expect(text.split("\n").at(-1)).toBe("7 passed, 1 failed");
    expect(ok).toBe(false);
  });

  test("counts skipped tests as failed where they are not allowed", () => {
    const results = [suite({ passed: 3, skipped: 2 })];
    expect(summarise(results, { allowSkipped: false })).toMatchObject({ ok: false });
    expect(summarise(results, { allowSkipped: false }).text).toMatch(/3 passed, 2 failed$/);
    expect(summarise(results, { allowSkipped: true })).toMatchObject({ ok: true });
  });

  test("names every suite with its duration", () => {
    const { text } = summarise([suite({ name: "unit tests", passed: 3, durationMs: 1_234 })], { allowSkipped: false });
    expect(text).toMatch(/ok +unit tests +3 passed +0 failed +1\.2 s/);
  });
});
