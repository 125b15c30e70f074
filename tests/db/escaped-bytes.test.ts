import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { fromEscaped } from "#lib/services/runs/escaped-bytes.ts";
import { createTestDatabase } from "./database.ts";

const db = await createTestDatabase();

test.each([
  ["nothing", Buffer.alloc(0)],
  ["text", Buffer.from("one\ntwo\ttab\r\n")],
  ["backslashes", Buffer.from("\\ \\\\ \\n \\101 end\\")],
  ["every byte", Buffer.from(Array.from({ length: 256 }, (_, i) => i))],
  ["anything", randomBytes(10_000)],
])("%s comes back as it was stored", async (_what, bytes) => {
  const { rows } = await db.pool.query("SELECT encode($1::bytea, 'escape') AS escaped", [bytes]);
  expect(Buffer.from(fromEscaped(rows[0].escaped)).equals(bytes)).toBe(true);
});
