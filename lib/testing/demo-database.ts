import path from "node:path";
import { createDb, type Db } from "#lib/adapters/postgres/client.ts";
import { readCredentials, urlOf } from "#lib/adapters/postgres/embedded/credentials.ts";

/** The database of a demo that runs with this data directory, for what no rollback of seconds produces. Close it before the demo ends. */
export function openDemoDatabase(dataDir: string): Db {
  const credentials = readCredentials(path.join(dataDir, "postgres"));
  if (!credentials) throw new Error("the demo has no database");
  return createDb(urlOf(credentials));
}
