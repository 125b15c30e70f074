import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { DatabaseUnavailableError, withClient } from "#lib/adapters/postgres/ensure-database.ts";
import { applyMigrations, MigrationError } from "#lib/adapters/postgres/migrate.ts";

let dir: string;
let url: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "backout-migrations-"));
  await writeFile(path.join(dir, "migration_lock.toml"), 'provider = "postgresql"\n');
  const own = new URL(inject("templateUrl"));
  own.pathname = `/migrate_${randomBytes(6).toString("hex")}`;
  url = own.toString();
});

afterEach(async () => {
  await rm(dir, { recursive: true });
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  const name = new URL(url).pathname.slice(1);
  await withClient(maintenance.toString(), (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
});

async function migration(name: string, sql: string): Promise<void> {
  await mkdir(path.join(dir, name));
  await writeFile(path.join(dir, name, "migration.sql"), sql);
}

const rows = (sql: string) => withClient(url, async (client) => (await client.query(sql)).rows);

describe("applying migrations", () => {
  test("creates the database that is missing and applies everything in order", async () => {
    await migration("2_second", "ALTER TABLE a ADD COLUMN n int;");
    await migration("1_first", "CREATE TABLE a (id int);");
    expect(await applyMigrations(url, dir)).toEqual(["1_first", "2_second"]);
    expect(await rows("SELECT * FROM a")).toEqual([]);
  });

  test("does nothing the second time, and only the new one the third time", async () => {
    await migration("1_first", "CREATE TABLE a (id int);");
    await applyMigrations(url, dir);
    expect(await applyMigrations(url, dir)).toEqual([]);
    await migration("2_second", "CREATE TABLE b (id int);");
    expect(await applyMigrations(url, dir)).toEqual(["2_second"]);
  });

  test("runs function bodies with semicolons in them", async () => {
    await migration(
      "1_function",
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append only'; END; $$;
       CREATE TABLE a (id int); INSERT INTO a VALUES (1);
       CREATE TRIGGER a_append_only BEFORE DELETE ON a FOR EACH ROW EXECUTE FUNCTION refuse();`,
    );
    await applyMigrations(url, dir);
    await expect(rows("DELETE FROM a")).rejects.toThrow("append only");
  });

  test("two at once apply each migration once", async () => {
    await migration("1_first", "CREATE TABLE a (id int);");
    const applied = await Promise.all([applyMigrations(url, dir), applyMigrations(url, dir)]);
    expect(applied.flat()).toEqual(["1_first"]);
  });

  test("a failing one reports the database's reason, and the next start refuses until it is resolved", async () => {
    await migration("1_broken", "CREATE TABLE a (id int); SELECT no_such_function();");
    await expect(applyMigrations(url, dir)).rejects.toThrow(/no_such_function/);
    await expect(applyMigrations(url, dir)).rejects.toThrow(/1_broken failed earlier.*migrate resolve/s);
  });

  test("refuses a database that a newer version has migrated", async () => {
    await migration("1_first", "CREATE TABLE a (id int);");
    await migration("2_newer", "CREATE TABLE b (id int);");
    await applyMigrations(url, dir);
    await rm(path.join(dir, "2_newer"), { recursive: true });
    await expect(applyMigrations(url, dir)).rejects.toThrow(/newer version of Backout \(2_newer\)/);
    await expect(applyMigrations(url, dir)).rejects.toThrow(MigrationError);
  });
});

describe("a server that cannot be used", () => {
  test("is named with host and port when nothing listens", async () => {
    const refused = applyMigrations("postgresql://u:hunter2@127.0.0.1:1/app", dir);
    await expect(refused).rejects.toThrow(DatabaseUnavailableError);
    await expect(refused).rejects.toThrow(
      "PostgreSQL at 127.0.0.1:1 cannot be used (database app). Nothing listens there.",
    );
  });

  test("is told apart from a wrong password, which is not repeated", async () => {
    const wrong = new URL(url);
    wrong.password = "hunter2";
    const refused = applyMigrations(wrong.toString(), dir);
    await expect(refused).rejects.toThrow(/user name or password in DATABASE_URL is wrong/);
    await expect(refused).rejects.not.toThrow(/hunter2/);
  });
});
