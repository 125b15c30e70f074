import { randomBytes } from "node:crypto";
import { existsSync, symlinkSync } from "node:fs";
import path from "node:path";
import type { RangeLayout } from "../layout.ts";
import { freePort } from "../ports.ts";
import { serviceIsAlive } from "../service.ts";
import { makeDumps, writeDatabaseBackups } from "./dumps.ts";
import { makeMemory, resetMemory } from "./memory.ts";
import { APP_DATABASE, APP_ROLE, makeContent, type Postgres, resetContent } from "./postgres-content.ts";
import { ensurePostgres } from "./postgres-server.ts";
import { findPostgres, findSqlite } from "./tools.ts";

/** What a range with data has to find again, kept in `range.json`. */
export type DataState = {
  /** Null where the machine has no PostgreSQL. */
  postgres: { dir: string; port: number; password: string; appPassword: string } | null;
  /** Path of the SQLite command line; null where it, or SQLite in node, is missing. */
  sqlite: string | null;
};

/** Parameters of the databases, present where the machine has the programs. */
export type DataParameters = {
  /** Host name, or directory of the server's socket. */
  DB_HOST?: string;
  DB_PORT?: string;
  DB_NAME?: string;
  /** Role that may create and rename databases. */
  DB_USER?: string;
  /** Role that the application logs in with. */
  DB_APP_USER?: string;
  /** Lies in the application's tree, as in the document. */
  MEMORY_DB?: string;
  MEMORY_BACKUP_DIR?: string;
};

/** Finds the programs on this machine, keeps what is known, and says which ports and passwords hold from now on. */
export async function chooseData(layout: RangeLayout, known: DataState | undefined): Promise<DataState> {
  const [tools, sqlite] = await Promise.all([findPostgres(), findSqlite()]);
  if (tools === null) return { postgres: null, sqlite };
  const before = known?.postgres;
  const runs = before && serviceIsAlive(layout, "postgres");
  const secret = () => `range-db-${randomBytes(12).toString("hex")}`;
  return {
    sqlite,
    postgres: {
      dir: tools.dir,
      port: runs ? before.port : await freePort(before?.port),
      password: before?.password ?? secret(),
      appPassword: before?.appPassword ?? secret(),
    },
  };
}

/** Whether programs came or went since the range was made: its application, backups and parameters are then others. */
export async function programsChanged({ postgres, sqlite }: DataState): Promise<boolean> {
  const [tools, command] = await Promise.all([findPostgres(), findSqlite()]);
  return (tools === null) !== (postgres === null) || (command === null) !== (sqlite === null);
}

/** Starts the servers, filled; and puts their client programs where a login finds them. */
export async function startData(layout: RangeLayout, data: DataState): Promise<void> {
  if (data.sqlite !== null) await makeMemory(layout, data.sqlite);
  const postgres = postgresOf(layout, data);
  if (postgres === null) return;
  for (const name of ["psql", "pg_dump", "pg_restore"]) {
    const link = path.join(layout.bin, name);
    if (!existsSync(link)) symlinkSync(path.join(postgres.tools.dir, name), link);
  }
  await ensurePostgres(layout, postgres);
  if (existsSync(layout.pgDumps)) return;
  await makeContent(postgres);
  await resetContent(postgres);
  await makeDumps(postgres);
}

/** Everything as it was before anything was broken. The application must be stopped. */
export async function resetData(layout: RangeLayout, data: DataState, backupDir: string): Promise<void> {
  if (data.sqlite !== null) resetMemory(layout);
  const postgres = postgresOf(layout, data);
  if (postgres === null) return;
  await ensurePostgres(layout, postgres);
  await resetContent(postgres);
  writeDatabaseBackups(layout, backupDir);
}

export function postgresOf(layout: RangeLayout, { postgres }: DataState): Postgres | null {
  if (postgres === null) return null;
  const { dir, port, password, appPassword } = postgres;
  return { layout, tools: { dir }, port, password, appPassword };
}

export function dataParameters(layout: RangeLayout, { postgres, sqlite }: DataState): DataParameters {
  const memory = { MEMORY_DB: layout.memory, MEMORY_BACKUP_DIR: layout.memoryBackups };
  const database = postgres && {
    DB_HOST: "127.0.0.1",
    DB_PORT: String(postgres.port),
    DB_NAME: APP_DATABASE,
    DB_USER: "postgres",
    DB_APP_USER: APP_ROLE,
  };
  return { ...database, ...(sqlite === null ? null : memory) };
}

/** Secret parameters, which are sealed and never part of a target's plain ones. */
export function dataSecrets({ postgres }: DataState): Record<string, string> {
  return postgres === null ? {} : { DB_PASSWORD: postgres.password };
}

/** Lines of the application's `.env`. */
export function dataEnvironment(layout: RangeLayout, { postgres, sqlite }: DataState): string[] {
  const login = postgres && `${APP_ROLE}:${postgres.appPassword}@127.0.0.1:${postgres.port}`;
  return [
    ...(login === null ? [] : [`DATABASE_URL=postgres://${login}/${APP_DATABASE}`]),
    ...(sqlite === null ? [] : [`MEMORY_DB=${layout.memory}`]),
  ];
}
