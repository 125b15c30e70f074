import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { createDb, type Db } from "#lib/adapters/postgres/client.ts";
import { withClient } from "#lib/adapters/postgres/ensure-database.ts";

export type TestDatabase = Db & { url: string };

/**
 * A migrated, empty database for one test file, dropped after it. Call it at the top of the file:
 * `const db = await createTestDatabase();`
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = new URL(inject("templateUrl"));
  const maintenance = new URL(template);
  maintenance.pathname = "/postgres";
  const own = new URL(template);
  own.pathname = `/test_${randomBytes(6).toString("hex")}`;
  const [name, from] = [own, template].map((url) => pg.escapeIdentifier(url.pathname.slice(1)));
  await withClient(maintenance.toString(), (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${from}`));
  const db = createDb(own.toString());
  afterAll(async () => {
    await db.close();
    await withClient(maintenance.toString(), (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  });
  return { ...db, url: own.toString() };
}
