import { existsSync, globSync } from "node:fs";
import path from "node:path";
import { bin, root, run } from "./process.ts";
import { runCheck } from "./test/run-suite.ts";
import type { SuiteResult } from "./test/suite.ts";
import { inPath } from "./test/tools.ts";

/** Findings that do not hold for scripts which run after a prelude with `set -eu`, as all of a playbook's do. */
const notFindings = {
  SC1007: "`a= b= c=` empties three variables, on purpose",
  SC1010: "`done` is also a word of the runner's protocol",
  SC2034: "a variable is used by the script that comes after the prelude",
  SC2154: "a variable is set by the prelude or is a parameter",
  SC2164: "a cd that fails ends the script",
};

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
  if (inPath("shellcheck")) results.push(await checkShellScripts());
  return results;
}

async function checkShellScripts(): Promise<SuiteResult> {
  const scripts = globSync(["playbooks/**/*.sh", "lib/**/*.sh", "scripts/**/*.sh", ".ci/run"], {
    cwd: root,
    exclude: ["lib/range/app/**"],
  });
  const exclude = Object.keys(notFindings).join(",");
  return await runCheck("shell scripts", "shellcheck", [
    "--shell=sh",
    "--severity=warning",
    `--exclude=${exclude}`,
    ...scripts,
  ]);
}
