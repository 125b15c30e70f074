import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * When a process started, as an opaque word: with the pid it names one process for ever, even after the pid was
 * given to another one. Undefined when there is no such process.
 */
export function processStart(pid: number): string | undefined {
  if (process.platform === "linux") {
    const stat = readProc(pid, "stat");
    // The name in field 2 may hold spaces and brackets; the start time is field 22, so the 20th after the last bracket.
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields?.[0] === "Z" ? undefined : fields?.[19];
  }
  return ps(pid, "lstart=");
}

/** The arguments of a running process; empty when it is gone. */
export function processArguments(pid: number): string[] {
  if (process.platform === "linux") return readProc(pid, "cmdline")?.split("\0") ?? [];
  return ps(pid, "command=")?.split(" ") ?? [];
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined; // gone, between two looks
  }
}

function ps(pid: number, format: string): string | undefined {
  const { status, stdout } = spawnSync("ps", ["-o", format, "-p", String(pid)], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}
