import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { misconfiguredExitCode, type ReadyMessage } from "../parent.ts";

export type SupervisedChild = {
  /** Resolves when the child reported that it serves, for the first time. */
  ready: Promise<void>;
  /** Rejects when the child says that starting it again is useless. Never resolves. */
  hopeless: Promise<never>;
  /** TERM, the grace, KILL. Resolves when the process is gone and stays gone. */
  stop(): Promise<void>;
};

export type ChildOptions = {
  name: string;
  /** A file for Node. */
  entry: string;
  env: NodeJS.ProcessEnv;
  log: Logger;
  /** How long it may take to end. (Default: 15_000) */
  graceMs?: number;
};

const firstBackoffMs = 1_000;
const maxBackoffMs = 30_000;
/** Who lived longer than this did not crash at the start: the next pause is the first one again. */
const steadyMs = 60_000;
const defaultGraceMs = 15_000;

/** Keeps one child process running: whenever it ends it is started again, after a pause that grows with each crash. */
export function supervise({ name, entry, env, log, graceMs = defaultGraceMs }: ChildOptions): SupervisedChild {
  const stopping = new AbortController();
  const ready = Promise.withResolvers<void>();
  const hopeless = Promise.withResolvers<never>();
  hopeless.promise.catch(() => {}); // whoever waits for it gets it; a stop during the crash is not an unhandled rejection
  let child: ChildProcess | undefined;

  const loop = (async () => {
    let backoffMs = firstBackoffMs;
    while (!stopping.signal.aborted) {
      const bornAt = performance.now();
      child = start(entry, env);
      log.info({ child: name, pid: child.pid }, "started");
      child.on("message", (message: ReadyMessage) => {
        log.info({ child: name, detail: message.detail }, "ready");
        ready.resolve();
      });
      const { code, signal } = await ended(child);
      killGroup(child);
      if (stopping.signal.aborted) return;
      if (code === misconfiguredExitCode) {
        hopeless.reject(new Error(`The ${name} process cannot work as configured; see its message above.`));
        return;
      }
      const livedMs = Math.round(performance.now() - bornAt);
      if (livedMs > steadyMs) backoffMs = firstBackoffMs;
      log.error({ child: name, code, signal, livedMs, restartInMs: backoffMs }, "ended unexpectedly");
      await delay(backoffMs, undefined, { signal: stopping.signal }).catch(() => {});
      backoffMs = Math.min(backoffMs * 2, maxBackoffMs);
    }
  })();

  return {
    ready: ready.promise,
    hopeless: hopeless.promise,
    async stop() {
      stopping.abort();
      child?.kill("SIGTERM");
      const timer = setTimeout(() => {
        log.warn({ child: name, graceMs }, "did not end in time; killing it");
        if (child) killGroup(child);
      }, graceMs);
      await loop;
      clearTimeout(timer);
    },
  };
}

/**
 * Node keeps up to 48 MB for young objects and glibc up to eight heaps a core, to be quick under a load that we do not
 * have. With less the web process is 40 MB smaller (202 → 163 MB PSS, idle).
 */
const smallHeap = ["--max-semi-space-size=2"];
const fewArenas = { MALLOC_ARENA_MAX: "2" };

/** In a session of its own, so that Ctrl-C reaches the supervisor only, which then ends its children in order. */
function start(entry: string, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [...smallHeap, entry], {
    env: { ...env, ...fewArenas },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
}

function ended(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    child.once("error", () => resolve({ code: null, signal: null }));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
}

/** The child and whatever it started and left. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // the usual case: nothing is left
  }
}
