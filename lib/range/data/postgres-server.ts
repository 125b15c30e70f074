import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readPostmaster, stopLeftover, stopServer } from "#lib/adapters/postgres/embedded/leftover.ts";
import { chooseRunAs } from "#lib/adapters/postgres/embedded/run-as.ts";
import { childEnvironment } from "../command.ts";
import { loginEnvironment } from "../environment.ts";
import type { RangeLayout } from "../layout.ts";
import { ensureService, serviceIsAlive, stopService } from "../service.ts";
import { portAnswers } from "../wait.ts";
import type { PostgresTools } from "./tools.ts";

export type PostgresServer = {
  tools: PostgresTools;
  port: number;
  /** Of the role `postgres`. */
  password: string;
};

/** A drill needs no database that survives a power cut, and shares its machine with everything else. */
const SETTINGS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "shared_buffers=16MB",
  "max_connections=40",
  "max_prepared_transactions=4",
  "max_wal_size=128MB",
  "fsync=off",
  "full_page_writes=off",
  "autovacuum=off",
];

/** Makes the cluster unless there is one, and starts its server unless it runs. */
export async function ensurePostgres(layout: RangeLayout, server: PostgresServer): Promise<void> {
  if (!existsSync(layout.pgData)) initialise(layout, server);
  if (!serviceIsAlive(layout, "postgres")) await stopLeftover(layout.pgData, { warn() {} });
  const runAs = chooseRunAs({ dataDir: layout.pgData, postgres: path.join(server.tools.dir, "postgres") });
  const settings = [`port=${server.port}`, ...SETTINGS].flatMap((setting) => ["-c", setting]);
  const { program, args, ids } = runAs.command(path.join(server.tools.dir, "postgres"), [
    "-D",
    layout.pgData,
    ...settings,
  ]);
  await ensureService(layout, {
    name: "postgres",
    file: program,
    args,
    ids,
    env: { ...loginEnvironment(layout.root), LC_ALL: "C" },
    // The port answers before: "the database system is starting up".
    isReady: async () => readPostmaster(layout.pgData)?.status === "ready" && (await portAnswers(server.port)),
  });
}

/** A fast shutdown: sessions are ended, everything is written. */
export async function stopPostgres(layout: RangeLayout): Promise<void> {
  await stopService(layout, "postgres", ({ pid }) => stopServer(pid));
}

/** Built beside its place and moved there when it is whole. */
function initialise(layout: RangeLayout, { tools, password }: PostgresServer): void {
  const initdb = path.join(tools.dir, "initdb");
  const draft = `${layout.pgData}.init`;
  const passwordFile = `${draft}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const runAs = chooseRunAs({ dataDir: layout.pgData, postgres: initdb });
  if (runAs.fileOwner)
    for (const file of [draft, passwordFile]) chownSync(file, runAs.fileOwner.uid, runAs.fileOwner.gid);
  const { program, args, ids } = runAs.command(initdb, [
    ...["-D", draft, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${passwordFile}`],
    ...["-E", "UTF8", "--locale=C", "--no-instructions", "--no-sync"],
  ]);
  const env = childEnvironment({ ...loginEnvironment(layout.root), LC_ALL: "C" });
  const made = spawnSync(program, args, { ...ids, cwd: "/", env, encoding: "utf8" });
  rmSync(passwordFile);
  if (made.status !== 0) throw new Error(`initdb failed as ${runAs.description}: ${made.stderr.trim()}`);
  renameSync(draft, layout.pgData);
}
