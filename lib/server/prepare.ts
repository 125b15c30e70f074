// A short-lived process of the supervisor: brings the database to this version and checks whose it is. Prisma's
// migration engine stays out of the supervisor's memory this way.

import { checkDatabaseKind, markAsDemo } from "#lib/adapters/postgres/database-kind.ts";
import { ensureDatabase } from "#lib/adapters/postgres/ensure-database.ts";
import { applyMigrations } from "#lib/adapters/postgres/migrate.ts";
import { loadEnv } from "#lib/config/env.ts";
import { exitWithParent, reportReady } from "./parent.ts";

exitWithParent();
const { databaseUrl, mode } = loadEnv();
try {
  if (!databaseUrl) throw new Error("DATABASE_URL is not set.");
  // Before migrating: a database that is refused is left exactly as it was.
  await ensureDatabase(databaseUrl);
  await checkDatabaseKind(databaseUrl, mode);
  const applied = await applyMigrations(databaseUrl);
  if (mode === "demo") await markAsDemo(databaseUrl);
  reportReady(applied.length === 0 ? "database is up to date" : `applied ${applied.join(", ")}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
