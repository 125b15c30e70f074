import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export type DemoFacts = {
  url: string;
  accounts: { handle: string; password: string; apiToken: string }[];
  targets: { name: string; healthUrl: string }[];
};
export type RunningDemo = { facts: DemoFacts; supervisorPid: number; startMs: number; stop(): Promise<void> };

/** Starts the demo as `npm run demo` does, with the pages built, and waits until it says that it is ready. */
export async function startDemo(dir: string, port: number): Promise<RunningDemo> {
  const facts = path.join(dir, "demo.json");
  rmSync(facts, { force: true });
  const begin = performance.now();
  const child = spawn(process.execPath, ["scripts/bootstrap.mjs", "demo"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, PORT: String(port), BACKOUT_DATA_DIR: path.join(dir, "demo"), BACKOUT_DEMO_SSH: "openssh" },
  });
  while (!existsSync(facts)) {
    if (child.exitCode !== null) throw new Error(`the demo ended with ${child.exitCode}`);
    await pause(50);
  }
  const startMs = performance.now() - begin;
  return {
    facts: JSON.parse(readFileSync(facts, "utf8")),
    supervisorPid: child.pid ?? 0,
    startMs,
    stop: () => ended(child),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}
