import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import type { Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { findBinaries } from "./embedded/binaries.ts";
import {
  credentialsFile,
  freePort,
  newPassword,
  readCredentials,
  urlOf,
  writeCredentials,
} from "./embedded/credentials.ts";
import { initialise, isInitialised } from "./embedded/initialise.ts";
import { readPostmaster, stopLeftover, stopServer } from "./embedded/leftover.ts";
import { claimDataDir } from "./embedded/ownership.ts";
import { chooseRunAs, type RunAs } from "./embedded/run-as.ts";
import { serverEnvironment } from "./embedded/server-environment.ts";

export type Log = Pick<Logger, "info" | "warn">;

/** A running server. `exited` resolves when it ended, asked or not. */
export type EmbeddedPostgres = {
  /** Of the database `backout`, which may not exist yet; with the password. */
  url: string;
  pid: number;
  exited: Promise<void>;
  stop(): Promise<void>;
};

const readyMs = 120_000; // recovery after a crash is part of it
const maxLogBytes = 10 * 2 ** 20;

/** Small, and nothing that one machine with a few dozen connections does not need. fsync stays on. */
const settings: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "60",
  shared_buffers: "32MB",
  io_method: "sync",
  max_worker_processes: "2",
  max_parallel_workers: "0",
  max_parallel_workers_per_gather: "0",
  max_logical_replication_workers: "0",
  autovacuum_max_workers: "1",
  max_wal_size: "256MB",
  jit: "off",
  log_checkpoints: "off",
  log_line_prefix: "%m [%p] ",
};

/**
 * Runs a program in this shell's place and a watcher beside it: when fd 3 is closed without a word (we died, however),
 * the watcher shuts the program down. The watcher is nobody's child, because PostgreSQL reports children it did not make.
 */
const endWithParent = '( { read -r _ <&3 || kill -INT $$; } & ); exec "$@" 3<&-';

/**
 * Starts PostgreSQL from npm on a data directory, which is made when missing. Listens on 127.0.0.1 only, with a
 * generated password; the port is kept from start to start while it is free. Data, password and log lie beside each
 * other: `<dataDir>`, `<dataDir>.pgpass` (mode 0600), `<dataDir>.log`. The server is in a session of its own, so Ctrl-C
 * does not reach it, and ends when this process ends, however that happens. Should one be left all the same, the next
 * start shuts it down first. Safe to call after `kill -9` of anything at any time.
 * @throws {DataDirInUseError} when a living process has started this directory.
 */
export async function startEmbeddedPostgres(options: { dataDir: string; log: Log }): Promise<EmbeddedPostgres> {
  const { log } = options;
  const dataDir = path.resolve(options.dataDir);
  mkdirSync(path.dirname(dataDir), { recursive: true, mode: 0o700 });
  const release = claimDataDir(dataDir);
  try {
    const binaries = await findBinaries();
    const runAs = chooseRunAs({ dataDir, postgres: binaries.postgres });
    await stopLeftover(dataDir, log);
    const credentials = await prepareCredentials(dataDir);
    if (!isInitialised(dataDir)) {
      log.info({ dataDir, runAs: runAs.description }, "making a new database");
      await initialise({ dataDir, password: credentials.password, binaries, runAs });
    }
    const server = await launch({ dataDir, port: credentials.port, postgres: binaries.postgres, runAs });
    log.info({ pid: server.pid, port: credentials.port, runAs: runAs.description }, "PostgreSQL is ready");
    let stopped: Promise<void> | undefined;
    const stop = async () => {
      await stopServer(server.pid);
      await server.exited;
      release();
    };
    return {
      url: urlOf(credentials),
      pid: server.pid,
      exited: server.exited,
      // Once: by a second call the directory may be claimed by the next server.
      async stop() {
        stopped ??= stop();
        await stopped;
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

async function prepareCredentials(dataDir: string) {
  const known = readCredentials(dataDir);
  if (!known && isInitialised(dataDir)) {
    throw new Error(
      `${credentialsFile(dataDir)} is missing, so the database beside it cannot be opened. Nothing was started. ` +
        "Put the file back from a backup; it is one line: 127.0.0.1:<port>:*:backout:<password>",
    );
  }
  const credentials = { port: await freePort(known?.port), password: known?.password ?? newPassword() };
  if (credentials.port !== known?.port) writeCredentials(dataDir, credentials);
  return credentials;
}

async function launch({
  dataDir,
  port,
  postgres,
  runAs,
}: {
  dataDir: string;
  port: number;
  postgres: string;
  runAs: RunAs;
}): Promise<{ pid: number; exited: Promise<void> }> {
  const { program, args, ids } = runAs.command(postgres, [
    ...["-D", dataDir, "-p", String(port)],
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ]);
  const logFile = `${dataDir}.log`;
  // After a kill -9 the old server's backends hold its shared memory until they notice; PostgreSQL refuses meanwhile.
  for (let attempt = 0; ; attempt++) {
    const output = openLog(logFile);
    const startedAt = statSync(logFile).size;
    const child = spawn("/bin/sh", ["-c", endWithParent, `endWithParent ${dataDir}`, program, ...args], {
      ...ids,
      cwd: "/",
      env: serverEnvironment,
      // A file for its log: a pipe would break when we die first.
      stdio: ["ignore", output, output, "pipe"],
      detached: true,
    });
    closeSync(output);
    const exited = exitOf(child);
    if (await becomesReady(dataDir, child, exited)) return { pid: child.pid as number, exited };
    const said = readFileSync(logFile, "utf8").slice(startedAt).trim();
    if (attempt < 50 && said.includes("pre-existing shared memory block")) {
      await delay(200);
      continue;
    }
    throw new Error(
      `PostgreSQL did not start as ${runAs.description}. Its log, ${logFile}, ends:\n${said.slice(-2000)}`,
    );
  }
}

function exitOf(child: ChildProcess): Promise<void> {
  const lifeline = child.stdio[3] as Writable;
  lifeline.on("error", () => {}); // the watcher is gone, and with it the reader
  return new Promise((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => {
      lifeline.end("done\n");
      resolve();
    });
  });
}

/** False when the process ended instead; a server that needs longer than 120 s is stopped and counts as ended. */
async function becomesReady(dataDir: string, child: ChildProcess, exited: Promise<void>): Promise<boolean> {
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  for (let waitedMs = 0; waitedMs < readyMs; waitedMs += 20) {
    if (ended) return false;
    const postmaster = readPostmaster(dataDir);
    if (postmaster?.pid === child.pid && postmaster?.status === "ready") return true;
    await delay(20);
  }
  if (child.pid !== undefined) await stopServer(child.pid);
  return false;
}

function openLog(file: string): number {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) renameSync(file, `${file}.1`);
  return openSync(file, "a", 0o600);
}
