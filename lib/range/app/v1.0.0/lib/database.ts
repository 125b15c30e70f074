import { Pool } from "pg";
import { log } from "./log";

let pool: Pool | null = null;

/** PostgreSQL when DATABASE_URL is set, else null: the platform then forgets its agents at a restart. */
export function database(): Pool | null {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString) return null;
  if (pool === null) {
    pool = new Pool({ connectionString, max: 4, connectionTimeoutMillis: 2000, query_timeout: 2000 });
    // A session that the server ends while it is idle is replaced by the next query.
    pool.on("error", (error: Error) => log("WARN", `[db] session lost: ${error.message}`));
  }
  return pool;
}

export async function databaseState(): Promise<"off" | "ok" | "down"> {
  const db = database();
  if (db === null) return "off";
  try {
    await db.query("SELECT 1");
    return "ok";
  } catch {
    return "down";
  }
}
