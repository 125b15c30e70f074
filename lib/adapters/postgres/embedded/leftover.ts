import { readFileSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../embedded.ts";
import { processArguments, processStart } from "./process-identity.ts";

/** What PostgreSQL says of itself in postmaster.pid. */
export type Postmaster = { pid: number; port: number; status: string };

const fastStopMs = 30_000;
const immediateStopMs = 10_000;

/** Reads postmaster.pid; undefined when there is none or it is half written. */
export function readPostmaster(dataDir: string): Postmaster | undefined {
  let text: string;
  try {
    text = readFileSync(path.join(dataDir, "postmaster.pid"), "utf8");
  } catch {
    return undefined;
  }
  const [pid, , , port, , , , status = ""] = text.split("\n");
  return Number(pid) > 0 ? { pid: Number(pid), port: Number(port), status: status.trim() } : undefined;
}

/**
 * Shuts down a server that outlived the process which started it, so that a new one can take the directory.
 * The caller holds the claim on the directory, so nobody uses that server any more. A pid that is a zombie or belongs
 * to something else now is not signalled: the stale file is removed, because PostgreSQL would take it for a server.
 * (Backends that are still there are found by PostgreSQL through their shared memory.)
 */
export async function stopLeftover(dataDir: string, log: Pick<Log, "warn">): Promise<void> {
  const postmaster = readPostmaster(dataDir);
  if (!postmaster) return;
  if (!isServerOf(dataDir, postmaster.pid)) {
    rmSync(path.join(dataDir, "postmaster.pid"), { force: true });
    return;
  }
  log.warn({ pid: postmaster.pid }, "PostgreSQL outlived an earlier start; stopping it");
  await stopServer(postmaster.pid);
}

/**
 * Ends a server: fast shutdown (sessions are ended, everything is written), after 30 s an immediate one, which the
 * next start recovers from. Resolves when the process is gone.
 */
export async function stopServer(pid: number): Promise<void> {
  const start = processStart(pid);
  for (const [signal, patienceMs] of [
    ["SIGINT", fastStopMs],
    ["SIGQUIT", immediateStopMs],
    ["SIGKILL", immediateStopMs],
  ] as const) {
    if (start === undefined || processStart(pid) !== start) return;
    process.kill(pid, signal);
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 20) {
      if (processStart(pid) !== start) return;
      await delay(20);
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) cannot be stopped.`);
}

function isServerOf(dataDir: string, pid: number): boolean {
  const [program = "", ...args] = processArguments(pid);
  const at = args.indexOf("-D");
  const theirs = at < 0 ? undefined : args[at + 1];
  return path.basename(program) === "postgres" && theirs !== undefined && same(theirs, dataDir);
}

function same(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return a === b;
  }
}
