import { build } from "./build.ts";
import { become } from "./process.ts";

/** The figures of docs/benchmarks.md, measured on this machine. */
export async function bench(): Promise<void> {
  await build();
  become("scripts/bench/main.ts", { NODE_ENV: "production" });
}
