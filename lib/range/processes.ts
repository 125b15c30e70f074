import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { RANGE_MARK } from "./environment.ts";
import { until } from "./wait.ts";

/** A process as it was when it was recorded. A pid alone is no identity: pids are used again. */
export type ProcessRecord = { pid: number; startedAt: string; command: string };

const onLinux = process.platform === "linux";

/** The process that has this pid now; null when there is none (or only its zombie). */
export function identify(pid: number): ProcessRecord | null {
  try {
    if (!onLinux) {
      const line = execFileSync("ps", ["-o", "stat=,lstart=,command=", "-p", String(pid)], { encoding: "utf8" }).trim();
      if (line === "" || line.startsWith("Z")) return null;
      const [, , ...rest] = line.split(/\s+/);
      return { pid, startedAt: rest.slice(0, 4).join(" "), command: rest.slice(4).join(" ") };
    }
    // Fields after the command name, which may hold spaces and parentheses: state, …, threads (17), …, start time (19).
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // While other threads of a zombie are still ending, its files and ports are still open.
    if (fields[0] === "X" || (fields[0] === "Z" && Number(fields[17]) <= 1)) return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return { pid, startedAt: fields[19] ?? "", command };
  } catch {
    return null;
  }
}

export function isAlive(record: ProcessRecord): boolean {
  return identify(record.pid)?.startedAt === record.startedAt;
}

export function writeRecord<T extends ProcessRecord>(file: string, record: T): void {
  writeFileSync(file, JSON.stringify(record), { mode: 0o600 });
}

/** The recorded process if it still lives; a stale record is removed. */
export function readLiveRecord<T extends ProcessRecord>(file: string): T | null {
  let record: T;
  try {
    record = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
  if (isAlive(record)) return record;
  rmSync(file, { force: true });
  return null;
}

/** TERM, then KILL after `graceMs`; resolves when the process is gone. A pid that has become another process is left alone. */
export async function endProcess(record: ProcessRecord, graceMs = 3000): Promise<void> {
  if (!isAlive(record)) return;
  // A stopped process does not see TERM before it is continued.
  signal(record.pid, "SIGCONT");
  signal(record.pid, "SIGTERM");
  try {
    await until(`process ${record.pid} to end`, () => !isAlive(record), { timeoutMs: graceMs });
  } catch {
    signal(record.pid, "SIGKILL");
    await until(`process ${record.pid} to be killed`, () => !isAlive(record), { timeoutMs: 5000 });
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already.
  }
}

/** Living processes that carry the range's mark, this one excepted. Only Linux shows environments; elsewhere the answer is empty. */
export function markedProcesses(root: string): (ProcessRecord & { overSsh: boolean })[] {
  if (!onLinux) return [];
  const mark = `${RANGE_MARK}=${root}`;
  return readdirSync("/proc").flatMap((entry) => {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    const variables = environmentOf(pid);
    const record = variables.includes(mark) ? identify(pid) : null;
    return record ? [{ ...record, overSsh: variables.some((v) => v.startsWith("SSH_CONNECTION=")) }] : [];
  });
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    // Ended meanwhile, or another user's.
    return [];
  }
}
