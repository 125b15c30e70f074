import { build, generate } from "./build.ts";
import { bin, run } from "./process.ts";

/** One Vitest project; everything after `--` goes to Vitest: `npm run test:db -- listen`. */
export function testProject(project: string): (args: string[]) => Promise<void> {
  return async (args) => {
    await generate();
    await run(bin("vitest"), ["run", "--project", project, ...args]);
  };
}

export async function testBrowser(args: string[]): Promise<void> {
  await build();
  await run(bin("playwright"), ["test", ...args]);
}
