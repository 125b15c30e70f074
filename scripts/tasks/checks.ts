import { existsSync, globSync } from "node:fs";
import path from "node:path";
import { bin, root, run } from "./process.ts";
import { runCheck } from "./test/run-suite.ts";
import type { SuiteResult } from "./test/suite.ts";
import { inPath } from "./test/tools.ts";

/** Types that Next derives from the routes, which tsc needs. */
export async function generateRouteTypes(): Promise<void> {
  if (existsSync(path.join(root, "app"))) await run(bin("next"), ["typegen"]);
}

/** Formatting and lint, types, shell scripts: everything that is read and not run. */
export async function runStaticChecks(): Promise<SuiteResult[]> {
  const results = [
    await runCheck("lint", bin("biome"), ["check", "--error-on-warnings"]),
    await runCheck("types", bin("tsc"), ["--noEmit"]),
  ];
  const scripts = globSync(["playbooks/**/*.sh", "lib/**/*.sh", "scripts/**/*.sh", ".ci/run"], { cwd: root });
  if (inPath("shellcheck"))
    results.push(await runCheck("shell scripts", "shellcheck", ["--severity=style", ...scripts]));
  return results;
}
