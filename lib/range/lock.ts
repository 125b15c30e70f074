import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { RangeLayout } from "./layout.ts";
import { identify, isAlive, type ProcessRecord } from "./processes.ts";
import { until } from "./wait.ts";

/**
 * Creating, resetting, breaking and stopping a range happen one at a time, also between processes. A lock whose holder died
 * is taken over. Throws when the holder keeps it for longer than `waitMs`.
 */
export async function withRangeLock<T>(layout: RangeLayout, work: () => Promise<T>, waitMs = 120_000): Promise<T> {
  const file = path.join(layout.run, "lock");
  mkdirSync(layout.run, { recursive: true, mode: 0o700 });
  const me = identify(process.pid);
  if (me === null) throw new Error("this process cannot see itself");
  await until(`the range at ${layout.root} to be free`, () => take(file, me), { timeoutMs: waitMs, everyMs: 50 });
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string, me: ProcessRecord): boolean {
  try {
    writeFileSync(file, JSON.stringify(me), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (!isHeld(file)) rmSync(file, { force: true });
    return false;
  }
}

function isHeld(file: string): boolean {
  try {
    return isAlive(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // Half-written: its writer is alive, or the next look finds the same and the holder gone.
    return false;
  }
}
