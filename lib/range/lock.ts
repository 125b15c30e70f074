import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type RangeLayout, rangeLayout } from "./layout.ts";
import { identify, type ProcessRecord, readLiveRecord } from "./processes.ts";
import type { Range } from "./range.ts";
import { type Inside, insideOf } from "./state.ts";
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

/** The same for a range that exists; throws when it was removed. */
export async function withRange<T>(range: Range, work: (inside: Inside) => Promise<T>): Promise<T> {
  insideOf(range);
  // Asked again under the lock: the one who held it may have changed what is known.
  return withRangeLock(rangeLayout(range.root), () => work(insideOf(range)));
}

function take(file: string, me: ProcessRecord): boolean {
  // Linked into place, so that nobody ever sees a lock without its holder in it.
  const mine = `${file}.${me.pid}`;
  writeFileSync(mine, JSON.stringify(me), { mode: 0o600 });
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    // Removes the lock of a holder that died.
    readLiveRecord(file);
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}
