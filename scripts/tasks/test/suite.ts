/** What one part of `npm test` came to. A check without test cases (formatting, types) counts as one. */
export type SuiteResult = { name: string; passed: number; failed: number; skipped: number; durationMs: number };

export type Counts = Pick<SuiteResult, "passed" | "failed" | "skipped">;

/**
 * Joins what a runner reported with how its process ended. A runner that reported nothing, or that failed without
 * naming a failed test (an error outside any test, a crash), counts as one failure: silence is never success.
 */
export function judge(report: Counts | undefined, exitCode: number): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  if (report.failed > 0) return report;
  const ranNothing = report.passed === 0;
  return { ...report, failed: exitCode !== 0 || ranNothing ? 1 : 0 };
}

/** The table, what is wrong with skipped tests, and the closing line that tools read. */
export function summarise(
  results: SuiteResult[],
  { allowSkipped }: { allowSkipped: boolean },
): { text: string; ok: boolean } {
  const sum = (key: keyof Counts) => results.reduce((total, result) => total + result[key], 0);
  const skipped = sum("skipped");
  const failed = sum("failed") + (skipped > 0 && !allowSkipped ? skipped : 0);
  const width = Math.max(...results.map(({ name }) => name.length), 0);
  const lines = results.map(
    (r) =>
      `${r.failed > 0 ? "FAILED" : "ok    "} ${r.name.padEnd(width)} ${counted(r)} ${(r.durationMs / 1000).toFixed(1).padStart(7)} s`,
  );
  if (skipped > 0)
    lines.push("", `${skipped} skipped${allowSkipped ? "" : ": in CI every test runs, so they count as failed"}`);
  const text = ["", ...lines, "", `${sum("passed")} passed, ${failed} failed`].join("\n");
  return { text, ok: failed === 0 };
}

function counted({ passed, failed, skipped }: Counts): string {
  return `${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed${skipped > 0 ? ` ${skipped} skipped` : ""}`;
}
