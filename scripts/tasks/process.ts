import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import os from "node:os";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");
export const bin = (name: string) => path.join(root, "node_modules", ".bin", name);

/** A signal ended the task; whatever it had started is gone. */
export class Interrupted extends Error {
  readonly exitCode: number;
  constructor(signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
    this.exitCode = 128 + os.constants.signals[signal];
  }
}

export type RunOptions = {
  env?: Record<string, string>;
  stdio?: StdioOptions;
  cwd?: string;
  uid?: number;
  gid?: number;
};

const graceMs = 10_000;
const running = new Set<ChildProcess>();
let interruptedBy: NodeJS.Signals | undefined;

/**
 * Runs a program to its end and returns its exit code (128 + n after a signal). It gets a process group of its own,
 * which is ended as a whole when we are interrupted: TERM, 10 s, KILL.
 * @throws {Interrupted}
 */
export async function tryRun(command: string, args: string[], options: RunOptions = {}): Promise<number> {
  listenForSignals();
  if (interruptedBy) throw new Interrupted(interruptedBy);
  const { env, ...rest } = options;
  const child = spawn(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    ...rest,
    env: { ...process.env, ...env },
    detached: true,
  });
  running.add(child);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(code ?? 128 + (signal ? os.constants.signals[signal] : 0)));
    });
    if (interruptedBy) throw new Interrupted(interruptedBy);
    return code;
  } finally {
    running.delete(child);
    signalGroup(child, "SIGKILL"); // what it left behind
  }
}

/** Like {@link tryRun}; anything but exit 0 is an error. */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<void> {
  const code = await tryRun(command, args, options);
  if (code !== 0) throw new Error(`${path.basename(command)} ${args.join(" ")} failed (exit ${code}).`);
}

/** Replaces this process by another Node program: it gets our pid, our terminal and our signals. Never returns. */
export function become(entry: string, env: Record<string, string>, args: readonly string[] = []): never {
  const merged = { ...process.env, ...env } as NodeJS.ProcessEnv;
  if (!process.execve)
    throw new Error(`This Node (${process.version}) cannot replace a process; use Node 24 on Linux or macOS.`);
  return process.execve(process.execPath, [process.execPath, path.join(root, entry), ...args], merged);
}

let listening = false;

function listenForSignals(): void {
  if (listening) return;
  listening = true;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (interruptedBy) return;
      interruptedBy = signal;
      for (const child of running) signalGroup(child, "SIGTERM");
      setTimeout(() => {
        for (const child of running) signalGroup(child, "SIGKILL");
      }, graceMs).unref();
    });
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // nothing of the group is left
  }
}
