import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { withClient } from "#lib/adapters/postgres/ensure-database.ts";
import { applyMigrations, migrationsDir } from "#lib/adapters/postgres/migrate.ts";

const older = mkdtempSync(path.join(tmpdir(), "backout-migrations-"));
const url = new URL(inject("templateUrl"));
url.pathname = `/output_migration_${process.pid}`;
afterAll(async () => {
  rmSync(older, { recursive: true });
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  await withClient(maintenance.toString(), (client) =>
    client.query(`DROP DATABASE "${url.pathname.slice(1)}" WITH (FORCE)`),
  );
});

test("output that was stored before lines were counted is counted once, and stays as it was", async () => {
  for (const name of ["migration_lock.toml", "20261126000000_init"])
    cpSync(path.join(migrationsDir, name), path.join(older, name), { recursive: true });
  await applyMigrations(url.toString(), older);
  const pieces = ["one\ntw", "o\n\nthree", " goes on", "\\n is no end\nopen \u00fc", "."].map((s) => Buffer.from(s));
  await withClient(url.toString(), async (client) => {
    // Only these two tables matter here, not what they refer to.
    await client.query("SET session_replication_role = replica");
    await client.query(
      `INSERT INTO "StepRun" ("id", "runId", "targetId", "stepId", "position", "attempt", "kind", "outputBytes")
       VALUES ('s', 'r', 't', 'x', 1, 1, 'run', $1), ('empty', 'r', 't', 'y', 2, 1, 'run', 0)`,
      [Buffer.concat(pieces).length],
    );
    let at = 0;
    for (const piece of pieces) {
      await client.query(`INSERT INTO "OutputChunk" ("stepRunId", "atByte", "bytes") VALUES ('s', $1, $2)`, [
        at,
        piece,
      ]);
      at += piece.length;
    }
  });
  expect(await applyMigrations(url.toString())).toContain("20261128000000_output_lines");
  await withClient(url.toString(), async (client) => {
    const chunks = await client.query(`SELECT "atLine"::int AS line, "bytes" FROM "OutputChunk" ORDER BY "atByte"`);
    expect(chunks.rows.map((row) => row.line)).toEqual([0, 1, 3, 3, 4]);
    expect(Buffer.concat(chunks.rows.map((row) => row.bytes)).equals(Buffer.concat(pieces))).toBe(true);
    const steps = await client.query(
      `SELECT "outputLines"::int AS lines, "openLineAt"::int AS at FROM "StepRun" ORDER BY "position"`,
    );
    expect(steps.rows).toEqual([
      { lines: 4, at: Buffer.concat(pieces).lastIndexOf(10) + 1 },
      { lines: 0, at: 0 },
    ]);
    await expect(client.query(`DELETE FROM "OutputChunk"`)).rejects.toThrow("append-only");
  });
});
