import { generate } from "./build.ts";
import { become } from "./process.ts";

/** The fault campaign of docs/reliability.md; arguments go on to it (`--quick`, `--row R2 --seed 7`). */
export async function faults(args: string[]): Promise<void> {
  await generate();
  become("scripts/faults/main.ts", {}, args);
}
