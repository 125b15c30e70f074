import { rmSync } from "node:fs";
import { stopPostgres } from "./data/postgres-server.ts";
import { diskIsFilled, freeDisk } from "./full-disk.ts";
import { withRange } from "./lock.ts";
import { endPm2 } from "./pm2.ts";
import { endProcess, markedProcesses } from "./processes.ts";
import type { Range } from "./range.ts";
import { stopService } from "./service.ts";
import { type Inside, insideOf } from "./state.ts";

/** Ends everything that runs for the range, also what an earlier process left behind; the directory stays. Safe to repeat. */
export async function stopRange(range: Range): Promise<void> {
  await withRange(range, stopEverything);
}

/** Stops the range and removes its directory. */
export async function removeRange(range: Range): Promise<void> {
  await stopRange(range);
  const { layout, pm2 } = insideOf(range);
  for (const dir of [pm2.home, layout.root]) rmSync(dir, { recursive: true, force: true });
}

export async function stopEverything({ layout, pm2 }: Inside): Promise<void> {
  await stopService(layout, "traffic");
  await stopService(layout, "slow-network");
  await stopService(layout, "ssh");
  await stopService(layout, "memory-holder");
  await endPm2(pm2);
  await stopPostgres(layout);
  // What has no record: steps of a rollback that detached themselves, a server whose starter died before it wrote the record.
  await Promise.all(markedProcesses(layout.root).map((leftover) => endProcess(leftover, 1000)));
  if (diskIsFilled(layout)) await freeDisk(layout);
}
