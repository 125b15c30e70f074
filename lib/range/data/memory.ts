import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { run } from "../command.ts";
import type { RangeLayout } from "../layout.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Rows of `agent_activities` as they were before anything was broken. */
export const ACTIVITIES = 3000;
const OLDER_ACTIVITIES = 2000;

const CONTENT = `
PRAGMA journal_mode = WAL;
CREATE TABLE agent_activities (id INTEGER PRIMARY KEY, agent TEXT NOT NULL, activity TEXT NOT NULL, at TEXT NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ACTIVITIES})
  INSERT INTO agent_activities SELECT i, 'agent-' || (i % 50), 'searched', '2025-11-01T00:00:00Z' FROM n;
`;

/** The good memory database and an older one, kept apart so that a reset only copies. */
export async function makeMemory(layout: RangeLayout, sqlite: string): Promise<void> {
  if (existsSync(layout.memoryPristine)) return;
  const dir = path.dirname(layout.memoryPristine);
  const draft = path.join(dir, "draft.db");
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  await run(sqlite, ["-batch", "-bail", draft], { stdin: CONTENT });
  copyFileSync(draft, olderOf(layout));
  const shorten = `DELETE FROM agent_activities WHERE id > ${OLDER_ACTIVITIES}; PRAGMA wal_checkpoint(TRUNCATE);`;
  await run(sqlite, ["-batch", "-bail", olderOf(layout), shorten]);
  renameSync(draft, layout.memoryPristine);
}

/** The memory of the deployed tree, and its backups, as they were. The application must be stopped. */
export function resetMemory(layout: RangeLayout): void {
  const dir = path.dirname(layout.memory);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  copyFileSync(layout.memoryPristine, layout.memory);
  writeMemoryBackups(layout);
}

/**
 * Two good backups, then, newer than both: one that was cut off, one that was copied with `cp` while the database was open, so
 * that what lies in its WAL is no part of it, and an empty one.
 */
export function writeMemoryBackups(layout: RangeLayout): void {
  rmSync(layout.memoryBackups, { recursive: true, force: true });
  mkdirSync(layout.memoryBackups, { recursive: true, mode: 0o700 });
  const good = readFileSync(layout.memoryPristine);
  const put = (ageMs: number, bytes: Buffer, withSum: boolean): string => {
    const at = new Date(Date.now() - ageMs);
    const stamp = at.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
    const file = path.join(layout.memoryBackups, `memory-${stamp}.db`);
    writeFileSync(file, bytes, { mode: 0o600 });
    const sum = createHash("sha256").update(bytes).digest("hex");
    if (withSum) writeFileSync(`${file}.sha256`, `${sum}  ${path.basename(file)}\n`);
    utimesSync(file, at, at);
    return file;
  };
  put(8 * DAY_MS, readFileSync(olderOf(layout)), true);
  put(30 * MINUTE_MS, good, true);
  put(20 * MINUTE_MS, good.subarray(0, good.length / 2), false);
  writeFileSync(`${put(15 * MINUTE_MS, good, false)}-wal`, "the rest of it", { mode: 0o600 });
  put(10 * MINUTE_MS, Buffer.alloc(0), false);
}

const olderOf = (layout: RangeLayout): string => path.join(path.dirname(layout.memoryPristine), "older.db");
