import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { onTestFinished, vi } from "vitest";

export type Started = {
  child: ChildProcess;
  /** Standard output and error so far. */
  output(): string;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

/** Starts a program in a process group of its own; whatever is left of the group is killed after the test. */
export function startProgram(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Started {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (text += data));
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal })),
  );
  onTestFinished(() => {
    try {
      process.kill(-(child.pid as number), "SIGKILL");
    } catch {
      // gone
    }
  });
  return { child, output: () => text, exited };
}

/** Waits until a program printed something; fails with all it printed, at once when it has ended. */
export async function untilPrinted(program: Started, pattern: RegExp, timeoutMs = 30_000): Promise<RegExpExecArray> {
  let hasEnded = false;
  void program.exited.then(() => {
    hasEnded = true;
  });
  const match = await vi
    .waitUntil(() => pattern.exec(program.output()) ?? hasEnded, { timeout: timeoutMs, interval: 20 })
    .catch(() => true);
  if (match === true)
    throw new Error(`${pattern} was not printed${hasEnded ? " before the end" : ""}:\n${program.output()}`);
  return match as RegExpExecArray;
}

/** Pids of living processes whose command line contains `text`. Zombies have no command line. */
export function processesWith(text: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && commandLine(pid).includes(text));
}

export const isAlive = (pid: number): boolean => commandLine(pid) !== "";

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
