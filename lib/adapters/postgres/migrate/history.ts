import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { withClient } from "../ensure-database.ts";

/** One directory of prisma/migrations. */
export type Migration = { name: string; sql: string };

/** One row of Prisma's own table. */
export type AppliedMigration = { name: string; state: "applied" | "failed" | "rolled-back" };

/** In the order in which they are applied. */
export function readMigrations(dir: string): Migration[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, sql: readFileSync(path.join(dir, name, "migration.sql"), "utf8") }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What the database says was applied; empty when it never was migrated. */
export async function readHistory(url: string): Promise<AppliedMigration[]> {
  return await withClient(url, async (client) => {
    const { rows: found } = await client.query("SELECT to_regclass('_prisma_migrations') AS table");
    if (found[0]?.table === null) return [];
    const { rows } = await client.query<AppliedMigration>(`
      SELECT migration_name AS name,
             CASE WHEN rolled_back_at IS NOT NULL THEN 'rolled-back' WHEN finished_at IS NULL THEN 'failed' ELSE 'applied' END AS state
      FROM _prisma_migrations ORDER BY started_at`);
    return rows;
  });
}
