import { chownSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { bin, Interrupted, type RunOptions, root, tryRun } from "../process.ts";
import { readPlaywrightReport, readVitestReport } from "./reports.ts";
import { type Counts, judge, type SuiteResult } from "./suite.ts";

/** One command that is right or wrong as a whole. */
export async function runCheck(
  name: string,
  command: string,
  args: string[],
  options?: RunOptions,
): Promise<SuiteResult> {
  return await timed(name, async () => {
    const failed = (await tryRun(command, args, options)) === 0 ? 0 : 1;
    return { passed: 1 - failed, failed, skipped: 0 };
  });
}

/** Work of ours that succeeds or throws. */
export async function runStep(name: string, work: () => Promise<void>): Promise<SuiteResult> {
  return await timed(name, async () => {
    await work();
    return { passed: 1, failed: 0, skipped: 0 };
  });
}

export type VitestOptions = RunOptions & {
  /** Where the checkout is. (Default: this one) */
  checkout?: string;
};

/** One project of vitest.config.ts. */
export async function runVitest(name: string, project: string, options: VitestOptions = {}): Promise<SuiteResult> {
  const { checkout = root, ...rest } = options;
  const report = freshReport(checkout, name, rest);
  return await timed(name, async () => {
    const code = await tryRun(
      process.execPath,
      [
        ...[path.join(checkout, "node_modules/vitest/vitest.mjs"), "run", "--project", project],
        ...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
      ],
      { ...rest, cwd: checkout },
    );
    return judge(readVitestReport(report), code);
  });
}

export async function runPlaywright(name: string, args: string[] = []): Promise<SuiteResult> {
  const report = freshReport(root, name);
  return await timed(name, async () => {
    const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: report };
    const code = await tryRun(bin("playwright"), ["test", "--reporter=list,json", ...args], { env });
    return judge(readPlaywrightReport(report), code);
  });
}

/** A suite that cannot even be run is a failed suite: those after it still run, and the sum tells. */
async function timed(name: string, work: () => Promise<Counts>): Promise<SuiteResult> {
  console.log(`\n=== ${name}`);
  const startedAt = performance.now();
  const counts = await work().catch((error: Error) => {
    if (error instanceof Interrupted) throw error;
    console.error(error.message);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  return { name, ...counts, durationMs: performance.now() - startedAt };
}

/** An old report must not speak for a run that crashed before it wrote its own. */
function freshReport(checkout: string, name: string, { uid, gid }: RunOptions = {}): string {
  const file = path.join(checkout, ".backout", "test-reports", `${name.replaceAll(/[^a-z0-9]+/g, "-")}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  if (uid !== undefined && gid !== undefined) chownSync(path.dirname(file), uid, gid);
  rmSync(file, { force: true });
  return file;
}
