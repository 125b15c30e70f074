import { generate } from "./build.ts";
import { generateRouteTypes, runStaticChecks } from "./checks.ts";
import { runVitest } from "./test/run-suite.ts";
import { summarise } from "./test/suite.ts";

/** What takes half a minute and needs no database: lint, types, pure and architecture tests. */
export async function verify(): Promise<void> {
  await generate();
  await generateRouteTypes();
  const results = [...(await runStaticChecks()), await runVitest("unit tests", "unit")];
  const { text, ok } = summarise(results, { allowSkipped: true });
  console.log(text);
  if (!ok) process.exitCode = 1;
}
