import path from "node:path";
import { ensureDatabase } from "./ensure-database.ts";
import { type Migration, readHistory, readMigrations } from "./migrate/history.ts";

/** The migrations that ship with this version. */
export const migrationsDir = path.resolve(import.meta.dirname, "../../../prisma/migrations");

/** A migration failed, failed earlier, or the database is newer than this version. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/**
 * What `prisma migrate deploy` does, without its command line: creates the database when it is missing and applies
 * what it lacks, leaving the same `_prisma_migrations` rows. Safe to repeat; two at once are serialised by an advisory
 * lock. Loads Prisma's engine (some 60 MB) only when there is something to apply.
 * @returns the names of the migrations applied now.
 * @throws {DatabaseUnavailableError} and {MigrationError}
 */
export async function applyMigrations(url: string, dir: string = migrationsDir): Promise<string[]> {
  await ensureDatabase(url);
  const shipped = readMigrations(dir);
  const history = await readHistory(url);
  const unknown = history.filter((row) => !shipped.some(({ name }) => name === row.name));
  if (unknown.length > 0) {
    throw new MigrationError(
      `The database was migrated by a newer version of Backout (${unknown.map((row) => row.name).join(", ")}). ` +
        "Nothing was changed. Start that version, or restore the database from before its migration.",
    );
  }
  const failed = history.filter((row) => row.state === "failed");
  if (failed.length > 0) {
    throw new MigrationError(
      `Migration ${failed.map((row) => row.name).join(", ")} failed earlier and nothing was applied after it. Repair what it left, ` +
        "then: DATABASE_URL=… npx prisma migrate resolve --applied NAME (or --rolled-back NAME), and start again.",
    );
  }
  const pending = shipped.filter(({ name }) => !history.some((row) => row.name === name && row.state === "applied"));
  return pending.length === 0 ? [] : await applyPending(url, dir, shipped);
}

async function applyPending(url: string, dir: string, shipped: Migration[]): Promise<string[]> {
  const { applyWithEngine } = await import("./migrate/engine.ts");
  try {
    return await applyWithEngine(url, dir, shipped);
  } catch (cause) {
    throw new MigrationError(
      `A migration failed; what it had done was rolled back where PostgreSQL can. ${messageOf(cause)}`,
      {
        cause,
      },
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
