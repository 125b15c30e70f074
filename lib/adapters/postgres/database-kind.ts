import { withClient } from "./ensure-database.ts";

/** A demo's database was given to production, or the other way round. */
export class WrongDatabaseError extends Error {
  override readonly name = "WrongDatabaseError";
}

/**
 * Refuses a database that belongs to the other mode: production with a demo's accounts and targets would be open to
 * everybody who read the demo's file, and a demo must not write into a real incident record. An empty database fits
 * both.
 * @throws {WrongDatabaseError}
 */
export async function checkDatabaseKind(url: string, mode: "demo" | "production"): Promise<void> {
  const kind = await readKind(url);
  if (mode === "production" && kind === "demo") {
    throw new WrongDatabaseError(
      "This database belongs to a demo (its accounts and passwords are in a file). Nothing was started or changed. " +
        "Set DATABASE_URL, or BACKOUT_DATA_DIR, to a database of your own.",
    );
  }
  if (mode === "demo" && kind === "production") {
    throw new WrongDatabaseError(
      "This database is in production use; the demo does not touch it. Nothing was started or changed. " +
        "Start the demo without DATABASE_URL, and it makes a database of its own.",
    );
  }
}

/** Marks a database as a demo's, for ever. Safe to repeat. The tables must be there. */
export async function markAsDemo(url: string): Promise<void> {
  await withClient(url, (client) =>
    client.query(`INSERT INTO "Setting" (key, value) VALUES ('demo', 'true') ON CONFLICT (key) DO NOTHING`),
  );
}

async function readKind(url: string): Promise<"demo" | "production" | "empty"> {
  return await withClient(url, async (client) => {
    const has = async (table: string, condition: string) => {
      const { rows } = await client.query("SELECT to_regclass($1) AS table", [`"${table}"`]);
      if (rows[0]?.table === null) return false;
      return (await client.query(`SELECT 1 FROM "${table}" WHERE ${condition} LIMIT 1`)).rowCount === 1;
    };
    if (await has("Setting", "key = 'demo'")) return "demo";
    return (await has("User", "true")) ? "production" : "empty";
  });
}
