import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { candidatesOf } from "#lib/domain/run/proofs.ts";
import { ACTIVITIES, makeMemory } from "#lib/range/data/memory.ts";
import { findSqlite } from "#lib/range/data/tools.ts";
import { rangeLayout } from "#lib/range/layout.ts";
import { HOOK_MS, scratchDir } from "./range-kit.ts";
import { runScript } from "./script-run.ts";

// A memory database that is broken is refused before the live one is touched: its file and its WAL are the same to the last byte.

const root = scratchDir();
const layout = rangeLayout(root);
const live = path.join(root, "live", "memory.db");
const backups = path.join(root, "backups");
let good: Buffer;

beforeAll(async () => {
  const sqlite = await findSqlite();
  if (sqlite === null) throw new Error("these tests need sqlite3");
  await makeMemory(layout, sqlite);
  good = readFileSync(layout.memoryPristine);
}, HOOK_MS);
beforeEach(() => {
  for (const dir of [path.dirname(live), backups]) {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
  }
  copyFileSync(layout.memoryPristine, live);
  writeFileSync(`${live}-wal`, "as a killed process left it");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = (script: string, MEMORY_BACKUP = "") =>
  runScript(root, script, {
    MEMORY_DB: live,
    MEMORY_BACKUP_DIR: backups,
    MEMORY_BACKUP,
    SAFETY_DIR: path.join(root, "safety"),
    APP_DIR: path.join(root, "app"),
  });

const sql = (text: string): Buffer => {
  const file = path.join(root, "made.db");
  rmSync(file, { force: true });
  execFileSync("sqlite3", [file, text]);
  return readFileSync(file);
};
const PAGE = 4096;
const patched = (change: (bytes: Buffer) => unknown) => () => {
  const bytes = Buffer.from(good);
  change(bytes);
  return bytes;
};

type Bad = { bytes: () => Buffer | string | null; why: RegExp; sumOf?: () => Buffer; beside?: string };
const bad: Record<string, Bad> = {
  missing: { bytes: () => null, why: /is empty/ },
  empty: { bytes: () => "", why: /is empty/ },
  "only a header": { bytes: () => good.subarray(0, 100), why: /is cut off: it has 100 of \d+ bytes/ },
  ...Object.fromEntries(
    [0.1, 0.5, 0.9].map((share) => [
      `cut at ${share * 100} %`,
      { bytes: () => good.subarray(0, Math.floor(good.length * share)), why: /is cut off: it has \d+ of \d+ bytes/ },
    ]),
  ),
  "without its last byte": { bytes: () => good.subarray(0, -1), why: /is cut off/ },
  garbage: { bytes: () => createHash("sha512").update("x").digest("hex").repeat(100), why: /is no SQLite database/ },
  "garbage behind the right header": {
    bytes: patched((bytes) => bytes.fill(0x5a, 100)),
    why: /is damaged|holds no table/,
  },
  "a page of zeros": { bytes: patched((bytes) => bytes.fill(0, 5 * PAGE, 6 * PAGE)), why: /is damaged/ },
  "two pages changed places": {
    bytes: patched((bytes) => {
      const page = Buffer.from(bytes.subarray(3 * PAGE, 4 * PAGE));
      bytes.copy(bytes, 3 * PAGE, 7 * PAGE, 8 * PAGE);
      page.copy(bytes, 7 * PAGE);
    }),
    why: /is damaged/,
  },
  "a bit flipped, with the checksum of the whole one": {
    bytes: patched((bytes) => bytes.writeUInt8(bytes.readUInt8(9 * PAGE + 100) ^ 4, 9 * PAGE + 100)),
    sumOf: () => good,
    why: /does not match its checksum/,
  },
  "copied while its WAL held the rest": {
    bytes: () => good,
    beside: "-wal",
    why: /was copied while it was open: .*-wal/,
  },
  "copied in the middle of a transaction": {
    bytes: () => good,
    beside: "-journal",
    why: /was copied while it was open: .*-journal/,
  },
  "of another application": {
    bytes: () => sql("CREATE TABLE wiki (id); INSERT INTO wiki VALUES (1);"),
    why: /holds no table agent_activities/,
  },
  "without rows": {
    bytes: () => sql("CREATE TABLE agent_activities (id, agent, activity, at);"),
    why: /holds no rows of agent_activities/,
  },
  "without tables": { bytes: () => sql("CREATE TABLE x (id); DROP TABLE x;"), why: /holds no table agent_activities/ },
  "a dump as text": {
    bytes: () => "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCOMMIT;\n",
    why: /is no SQLite database/,
  },
  "in gzip": { bytes: () => gzipSync(good), why: /is no SQLite database/ },
  "a dump of PostgreSQL": { bytes: () => "PGDMP\x01\x0e", why: /is no SQLite database/ },
};

function put(name: string, { bytes, sumOf, beside }: Bad): string {
  const file = `bad-${name.replaceAll(/[^a-z0-9]+/gi, "-")}`;
  const content = bytes();
  if (content === null) return file;
  writeFileSync(path.join(backups, file), content);
  if (beside) writeFileSync(path.join(backups, `${file}${beside}`), "the rest");
  if (sumOf) {
    const sum = createHash("sha256").update(sumOf()).digest("hex");
    writeFileSync(path.join(backups, `${file}.sha256`), `${sum}  ${file}\n`);
  }
  return file;
}

const state = () =>
  readdirSync(path.dirname(live)).map((name) => [
    name,
    readFileSync(path.join(path.dirname(live), name)).toString("base64"),
  ]);

describe("a memory backup that is", () => {
  test.each(Object.entries(bad))(
    "%s is refused by the list and by the restore, and nothing is touched",
    async (name, kind) => {
      const before = state();
      const file = put(name, kind);
      if (kind.bytes() !== null) {
        const { captures } = await run("scripts/list-memory-backups.sh");
        expect(candidatesOf(captures).map((c) => [c.value, c.state])).toEqual([[file, "refused"]]);
      }
      const done = await run("scripts/memory-restore.sh", file);
      expect([done.code, done.output]).toEqual([1, expect.stringMatching(kind.why)]);
      expect(done.output).toMatch(/FAILED: .*The memory was not touched\. Safe next: choose another backup\./);
      expect(state()).toEqual(before);
      expect(existsSync(path.join(root, "app"))).toBe(false);
    },
  );
});

test("a good one takes the place with the mode of the live file, and the replaced files are kept with their WAL", async () => {
  writeFileSync(path.join(backups, "good.db"), good);
  execFileSync("chmod", ["640", live]);
  const { ino } = statSync(live);
  const done = await run("scripts/memory-restore.sh", "good.db");
  expect(done.code, done.output).toBe(0);
  expect(done.captures.MEMORY_ROWS).toBe(String(ACTIVITIES));
  expect(readFileSync(live)).toEqual(good);
  expect(statSync(live).mode & 0o777).toBe(0o640);
  expect(existsSync(`${live}-wal`)).toBe(false);
  const kept = done.captures.MEMORY_KEPT ?? "";
  expect(String(ino)).toBe(done.captures.MEMORY_WAS_INODE);
  expect(statSync(kept).ino).toBe(ino);
  expect(readFileSync(`${kept}-wal`, "utf8")).toBe("as a killed process left it");

  const again = await run("scripts/memory-restore.sh", "good.db");
  expect([again.code, again.output]).toEqual([0, expect.stringContaining("restored before")]);
});
