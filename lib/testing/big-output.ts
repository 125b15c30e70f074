import { createHash } from "node:crypto";
import type { Db } from "#lib/adapters/postgres/client.ts";

const CHUNK_BYTES = 64 * 1024;
const LINE_BYTES = 100;

export type BigOutput = {
  lines: number;
  bytes: number;
  /** A text that stands in one line near the end. */
  rare: string;
  /** The number of that line, from 1. */
  rareLine: number;
};

/** Gives a finished step an output of so many lines (a thousand at least) of 100 bytes, as if an engine had stored it; what it had is gone. */
export async function fillStep({ pool }: Pick<Db, "pool">, stepRunId: string, lines: number): Promise<BigOutput> {
  const rare = "the needle in the haystack";
  const hash = createHash("sha256");
  const line = (i: number) =>
    `${String(i + 1).padStart(7)} 2026-01-01T00:00:00Z worker ${i % 16} served /api/items/${i} in ${i % 900} ms${i === lines - 1_000 ? ` ${rare}` : ""}`
      .padEnd(LINE_BYTES - 1, ".")
      .slice(0, LINE_BYTES - 1);
  // Written by hand, not by append_output: the step is sealed.
  await pool.query(`ALTER TABLE "OutputChunk" DISABLE TRIGGER append_only`);
  await pool.query(`DELETE FROM "OutputChunk" WHERE "stepRunId" = $1`, [stepRunId]);
  await pool.query(`ALTER TABLE "OutputChunk" ENABLE TRIGGER append_only`);
  let pending = "";
  let atByte = 0;
  let atLine = 0;
  const store = async (bytes: Buffer) => {
    await pool.query(`INSERT INTO "OutputChunk" ("stepRunId", "atByte", "atLine", "bytes") VALUES ($1, $2, $3, $4)`, [
      stepRunId,
      atByte,
      atLine,
      bytes,
    ]);
    hash.update(bytes);
    atByte += bytes.length;
    atLine += bytes.toString("latin1").split("\n").length - 1;
  };
  for (let i = 0; i < lines; i++) {
    pending += `${line(i)}\n`;
    if (pending.length < CHUNK_BYTES) continue;
    await store(Buffer.from(pending.slice(0, CHUNK_BYTES)));
    pending = pending.slice(CHUNK_BYTES);
  }
  if (pending) await store(Buffer.from(pending));
  await pool.query(
    `UPDATE "StepRun" SET "outputBytes" = $2, "outputLines" = $3, "openLineAt" = $2, "outputSha256" = $4, "outputComplete" = true WHERE "id" = $1`,
    [stepRunId, atByte, atLine, hash.digest("hex")],
  );
  await pool.query(`ANALYZE "OutputChunk"`);
  return { lines, bytes: atByte, rare, rareLine: lines - 999 };
}
