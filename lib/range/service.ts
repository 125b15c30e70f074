import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { childEnvironment } from "./command.ts";
import type { RangeLayout } from "./layout.ts";
import { endProcess, identify, isAlive, type ProcessRecord, readLiveRecord, writeRecord } from "./processes.ts";
import { until } from "./wait.ts";

/** A process of the range that outlives whoever started it, known by its record in `run/<name>.json`. */
export type Service = {
  name: "ssh" | "slow-network" | "traffic" | "postgres" | "memory-holder";
  file: string;
  args: string[];
  env: Record<string, string>;
  /** As whom it runs. (Default: as whoever starts it) */
  ids?: { uid?: number; gid?: number };
  /** True once it does its work. */
  isReady: () => Promise<boolean> | boolean;
};

type ServiceRecord = ProcessRecord & { argv: string[] };

/** Starts the service, or keeps the one that already runs with the same arguments. Throws with the end of its log when it does not come up. */
export async function ensureService(layout: RangeLayout, service: Service): Promise<void> {
  const argv = [service.file, ...service.args];
  const recordFile = recordOf(layout, service.name);
  const living = readLiveRecord<ServiceRecord>(recordFile);
  if (living && sameWords(living.argv, argv) && (await service.isReady())) return;
  if (living) await endProcess(living);
  mkdirSync(layout.run, { recursive: true, mode: 0o700 });
  const logFile = path.join(layout.run, `${service.name}.log`);
  const log = openSync(logFile, "w", 0o600);
  const child = spawn(service.file, service.args, {
    ...service.ids,
    env: childEnvironment(service.env),
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const failed = new Promise<never>((_, reject) => child.once("error", reject));
  child.unref();
  await Promise.race([failed, until(`${service.name} to start`, () => child.pid)]);
  const started = identify(child.pid ?? 0);
  if (started === null)
    throw new Error(`${service.name} ended at once:\n${readFileSync(logFile, "utf8").slice(-2000)}`);
  writeRecord<ServiceRecord>(recordFile, { ...started, argv });
  await until(`${service.name} to be ready`, async () => {
    if (!isAlive(started))
      throw new Error(`${service.name} ended at once:\n${readFileSync(logFile, "utf8").slice(-2000)}`);
    return service.isReady();
  });
}

/** `end` is for programs to which TERM means something else. */
export async function stopService(
  layout: RangeLayout,
  name: Service["name"],
  end: (record: ProcessRecord) => Promise<void> = endProcess,
): Promise<void> {
  const record = readLiveRecord<ServiceRecord>(recordOf(layout, name));
  if (record) await end(record);
  rmSync(recordOf(layout, name), { force: true });
}

export function serviceIsAlive(layout: RangeLayout, name: Service["name"]): boolean {
  return readLiveRecord(recordOf(layout, name)) !== null;
}

function recordOf(layout: RangeLayout, name: Service["name"]): string {
  return path.join(layout.run, `${name}.json`);
}

function sameWords(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index]);
}
