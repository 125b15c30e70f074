import { readFileSync } from "node:fs";
import type { Counts } from "./suite.ts";

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
};

type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  errors: unknown[];
};

/** Counts of Vitest's JSON report; a file that could not even be loaded is a failure. Undefined without a report. */
export function readVitestReport(file: string): Counts | undefined {
  const report = readJson<VitestReport>(file);
  if (!report) return undefined;
  const broken = report.testResults.filter((r) => r.status === "failed" && r.assertionResults.length === 0).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Counts of Playwright's JSON report. A test that passed only on a retry is a failure: it hides one. */
export function readPlaywrightReport(file: string): Counts | undefined {
  const report = readJson<PlaywrightReport>(file);
  if (!report) return undefined;
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped };
}

function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return undefined; // never written, or cut off by a crash
  }
}
