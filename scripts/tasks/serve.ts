import { build, generate } from "./build.ts";
import { become } from "./process.ts";

const supervisor = "lib/server/main.ts";

/** The drill range, demo accounts and everything else on this machine, in `.backout/demo`. */
export async function demo(): Promise<void> {
  await build();
  become(supervisor, { ...demoEnv(), NODE_ENV: "production" });
}

/** The demo, with pages compiled on request and reloaded when they change. */
export async function dev(): Promise<void> {
  await generate();
  become(supervisor, { ...demoEnv(), NODE_ENV: "development" });
}

/** Production. */
export async function start(): Promise<void> {
  await build();
  become(supervisor, { BACKOUT_MODE: "production", NODE_ENV: "production" });
}

function demoEnv(): Record<string, string> {
  return {
    BACKOUT_MODE: "demo",
    BACKOUT_DATA_DIR: process.env.BACKOUT_DATA_DIR ?? ".backout/demo",
    // The demo speaks to a newcomer in sentences; the log is for those who ask for it.
    LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
  };
}
