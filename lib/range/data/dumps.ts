import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { RangeLayout } from "../layout.ts";
import { APP_DATABASE, countRows, type Postgres, pgRun, sql } from "./postgres-content.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What lies beside a backup: how the scripts of the playbook write it, too. */
const BESIDE = { sum: ".sha256", counts: ".counts", tested: ".restore-test" } as const;

/** Dumps of the good database, kept apart so that a reset only copies. Once per cluster. */
export async function makeDumps(postgres: Postgres): Promise<void> {
  const { layout } = postgres;
  mkdirSync(layout.pgDumps, { recursive: true, mode: 0o700 });
  const custom = path.join(layout.pgDumps, "good.dump");
  await pgRun(postgres, "pg_dump", ["-Fc", "-w", "-d", APP_DATABASE, "-f", custom]);
  await pgRun(postgres, "pg_dump", ["-w", "-d", APP_DATABASE, "-f", path.join(layout.pgDumps, "good.sql")]);
  await pgRun(postgres, "pg_dump", ["-Fc", "-w", "-d", "billing", "-f", path.join(layout.pgDumps, "billing.dump")]);
  const counts = await countRows(postgres);
  writeFileSync(`${custom}${BESIDE.counts}`, `${counts.join("\n")}\n`);
  writeFileSync(`${custom}${BESIDE.tested}`, await restoreTest(postgres, custom, counts));
}

/** Restores the dump in a scratch place, compares the rows, and says so in the form that the playbook reads. */
async function restoreTest(postgres: Postgres, file: string, counts: string[]): Promise<string> {
  const scratch = "range_restore_test";
  await sql(postgres, `CREATE DATABASE ${scratch} TEMPLATE template0`);
  await pgRun(postgres, "pg_restore", ["--exit-on-error", "--single-transaction", "-w", "-d", scratch, file]);
  const restored = await countRows(postgres, scratch);
  await sql(postgres, `DROP DATABASE ${scratch}`);
  if (restored.join() !== counts.join()) throw new Error(`the range's own dump does not restore: ${restored.join()}`);
  return `result=ok\nsha256=${sha256(readFileSync(file))}\nat=${new Date().toISOString().slice(0, 19)}Z\n`;
}

/**
 * Two good backups (the newer one proven by a restore test, the older one plain SQL, as the document makes them), then, newer than both: one
 * of another database, one that was cut off, and an empty one: what a choice by date alone would take.
 */
export function writeDatabaseBackups(layout: RangeLayout, dir: string): void {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const good = path.join(layout.pgDumps, "good.dump");
  const put = (name: string, ageMs: number, bytes: Buffer, sum?: string) => {
    const file = path.join(dir, name);
    writeFileSync(file, bytes, { mode: 0o600 });
    if (sum !== undefined) writeFileSync(`${file}${BESIDE.sum}`, `${sum}  ${name}\n`);
    const at = new Date(Date.now() - ageMs);
    utimesSync(file, at, at);
    return file;
  };
  const archive = readFileSync(good);
  const plain = readFileSync(path.join(layout.pgDumps, "good.sql"));
  const billing = readFileSync(path.join(layout.pgDumps, "billing.dump"));
  put(named("db-backup", 8 * DAY_MS, "sql"), 8 * DAY_MS, plain, sha256(plain));
  const proven = put(named("appdb", 30 * MINUTE_MS, "dump"), 30 * MINUTE_MS, archive, sha256(archive));
  for (const ending of [BESIDE.counts, BESIDE.tested]) copyFileSync(`${good}${ending}`, `${proven}${ending}`);
  put(named("billing", 25 * MINUTE_MS, "dump"), 25 * MINUTE_MS, billing, sha256(billing));
  put(named("db-backup", 20 * MINUTE_MS, "sql"), 20 * MINUTE_MS, plain.subarray(0, plain.length / 2));
  put(named("db-backup", 10 * MINUTE_MS, "sql"), 10 * MINUTE_MS, Buffer.alloc(0));
}

function named(what: string, ageMs: number, ending: string): string {
  const stamp = new Date(Date.now() - ageMs).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `${what}-${stamp}.${ending}`;
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
