import { build, generate } from "./build.ts";
import { generateRouteTypes, runStaticChecks } from "./checks.ts";
import { asOrdinaryUser } from "./test/ordinary-user.ts";
import { runCheck, runPlaywright, runStep, runVitest } from "./test/run-suite.ts";
import { type SuiteResult, summarise } from "./test/suite.ts";
import { ensureTools } from "./test/tools.ts";

/**
 * Everything: `npm test`. Ends with the line `N passed, N failed` over all suites, exit code 1 when anything failed.
 * A suite that fails does not stop the ones after it.
 */
export async function testAll(args: string[]): Promise<void> {
  const isCi = process.env.CI === "true";
  await ensureTools({ install: isCi || args.includes("--install") });
  await generate();
  await generateRouteTypes();
  const results: SuiteResult[] = [...(await runStaticChecks()), await runVitest("unit tests", "unit")];
  // Two lanes: most of what these suites do is waiting for hosts, databases and pages, and one after another they would take an hour.
  const lanes = await Promise.all([
    inOrder(
      async () => [await runVitest("SSH tests", "ssh")],
      async () => [await runCheck("fault campaign, short", process.execPath, ["scripts/faults/main.ts", "--quick"])],
      runAsBothUsers,
    ),
    inOrder(runInBrowser, async () => [await runVitest("database tests", "db")]),
  ]);
  results.push(...lanes.flat());
  const { text, ok } = summarise(results, { allowSkipped: !isCi });
  console.log(text);
  if (!ok) process.exitCode = 1;
}

async function inOrder(...suites: (() => Promise<SuiteResult[]>)[]): Promise<SuiteResult[]> {
  const results: SuiteResult[] = [];
  for (const run of suites) results.push(...(await run()));
  return results;
}

/** What depends on users and permissions: as root and as somebody else, when we may make somebody. */
async function runAsBothUsers(): Promise<SuiteResult[]> {
  if (process.getuid?.() !== 0) return [await runVitest("infrastructure tests", "infra")];
  return [
    await runVitest("infrastructure tests as root", "infra"),
    await runAsSomebodyElse("infrastructure tests as an ordinary user"),
  ];
}

async function runAsSomebodyElse(name: string): Promise<SuiteResult> {
  let result: SuiteResult | undefined;
  const made = await runStep(name, () =>
    asOrdinaryUser(async (options) => {
      result = await runVitest(name, "infra", options);
    }),
  );
  return made.failed || !result ? made : result;
}

/** The tests drive the production build, so without one there is nothing to drive. */
async function runInBrowser(): Promise<SuiteResult[]> {
  const built = await runStep("build", build);
  return built.failed ? [built] : [built, await runPlaywright("browser tests")];
}
