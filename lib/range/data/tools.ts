import { existsSync, readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { findProgram } from "../environment.ts";

/** Programs of one PostgreSQL installation; they belong together, so they are taken from one directory. */
const POSTGRES_PROGRAMS = ["postgres", "initdb", "psql", "pg_dump", "pg_restore"];
/** Where Debian and its relatives keep each major version; `postgres` and `initdb` are not on PATH there. */
const DEBIAN_ROOT = "/usr/lib/postgresql";

export type PostgresTools = {
  /** Directory with server and client programs. */
  dir: string;
};

/** The newest whole PostgreSQL installation of this machine, or null. */
export async function findPostgres(): Promise<PostgresTools | null> {
  const versions = existsSync(DEBIAN_ROOT) ? readdirSync(DEBIAN_ROOT).sort((a, b) => Number(b) - Number(a)) : [];
  const dirs = versions.map((version) => path.join(DEBIAN_ROOT, version, "bin"));
  const onPath = await findProgram("initdb");
  if (onPath !== null) dirs.push(path.dirname(onPath));
  const dir = dirs.find((candidate) => POSTGRES_PROGRAMS.every((name) => existsSync(path.join(candidate, name))));
  return dir === undefined ? null : { dir };
}

/** The SQLite command line; null without it, and where node, which the application runs on, has no SQLite of its own. */
export const findSqlite = async (): Promise<string | null> =>
  builtinModules.includes("node:sqlite") ? findProgram("sqlite3") : null;
