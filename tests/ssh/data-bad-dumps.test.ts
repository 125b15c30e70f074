import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { candidatesOf } from "#lib/domain/run/proofs.ts";
import { pgRun } from "#lib/range/data/postgres-content.ts";
import { GOOD, type ScratchPostgres, scratchPostgres } from "./data-kit.ts";
import { HOOK_MS } from "./range-kit.ts";

// Each bad backup is refused before anything that could not be taken back: the live database is the same to the last row afterwards.

let on: ScratchPostgres;
let live: string;
let custom: Buffer;
let plain: string;
/** Dumps that only a server can make, by name. */
const made: Record<string, Buffer> = {};

beforeAll(async () => {
  on = await scratchPostgres();
  custom = readFileSync(path.join(on.layout.pgDumps, "good.dump"));
  plain = readFileSync(path.join(on.layout.pgDumps, "good.sql"), "utf8");
  await makeOddDumps();
  await on.reset();
  live = await on.fingerprint();
}, HOOK_MS);
beforeEach(() => {
  mkdirSync(on.backups, { recursive: true });
});
afterAll(() => on.remove(), HOOK_MS);

async function makeOddDumps(): Promise<void> {
  const dump = async (name: string, ...args: string[]) => {
    const file = path.join(on.root, "odd");
    await pgRun(on.postgres(), "pg_dump", ["-w", "-d", "appdb", "-f", file, ...args]);
    made[name] = readFileSync(file);
  };
  await dump("schema", "-Fc", "-s");
  await dump("data", "-Fc", "-a");
  await dump("without-agents", "-Fc", "-T", "agents");
  await dump("tar", "-Ft");
  await dump("create", "-C");
  made.cluster = Buffer.from(await pgRun(on.postgres(), "pg_dump", ["--version"]));
  await on.query("CREATE ROLE ghost; ALTER DATABASE appdb SET search_path = public");
  await on.query("CREATE TABLE haunted AS SELECT 1 AS id; ALTER TABLE haunted OWNER TO ghost", "appdb");
  await dump("ghost", "-Fc");
  await on.query("DROP TABLE haunted; DROP ROLE ghost", "appdb");
  await on.query("CREATE EXTENSION IF NOT EXISTS plpgsql; CREATE TABLE t AS SELECT 1", "billing");
  const file = path.join(on.root, "odd");
  await pgRun(on.postgres(), "pg_dump", ["-w", "-d", "billing", "-f", file]);
  made.billing = readFileSync(file);
}

const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");
const flipped = (bytes: Buffer, at: number) => {
  const copy = Buffer.from(bytes);
  const offset = Math.floor(bytes.length * at);
  copy[offset] = (copy[offset] ?? 0) ^ 0x10;
  return copy;
};
const cut = (bytes: Buffer, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));
const text = (share: number) => cut(Buffer.from(plain), share);
/** Text put before the line that begins with `before`. */
const inserted = (line: string, before = "-- Name: tasks; Type: TABLE") => plain.replace(before, `${line}\n${before}`);
const gz = (bytes: Buffer | string) => gzipSync(bytes);

type Bad = { bytes: () => Buffer | string | null; why: RegExp; sumOf?: () => Buffer | string; counts?: string };
const bad: Record<string, Bad> = {
  missing: { bytes: () => null, why: /is empty|missing/ },
  empty: { bytes: () => "", why: /is empty/ },
  "one byte": { bytes: () => "P", why: /is no dump of pg_dump/ },
  ...Object.fromEntries(
    [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99].map((share) => [
      `custom, cut at ${share * 100} %`,
      { bytes: () => cut(custom, share), why: /is cut off or damaged|is damaged, or newer/ },
    ]),
  ),
  "custom, without its last byte": { bytes: () => custom.subarray(0, -1), why: /cut off or damaged|is damaged/ },
  "custom, only its magic": { bytes: () => "PGDMP", why: /is damaged, or newer/ },
  ...Object.fromEntries(
    [0.2, 0.45, 0.6, 0.75, 0.9].map((at) => [
      `custom, a bit flipped at ${at * 100} %, no checksum`,
      { bytes: () => flipped(custom, at), why: /cut off or damaged|is damaged|could not be restored/ },
    ]),
  ),
  ...Object.fromEntries(
    [0.02, 0.5, 0.98].map((at) => [
      `custom, a bit flipped at ${at * 100} %, with the checksum of the whole one`,
      { bytes: () => flipped(custom, at), sumOf: () => custom, why: /does not match its checksum/ },
    ]),
  ),
  "custom, header of a newer pg_dump": {
    bytes: () => Buffer.concat([custom.subarray(0, 6), Buffer.from([99]), custom.subarray(7)]),
    why: /newer than pg_restore: .*unsupported version/,
  },
  "custom, of another database": {
    bytes: () => readFileSync(path.join(on.layout.pgDumps, "billing.dump")),
    why: /is of the database billing, not of appdb/,
  },
  "custom, tables without rows": { bytes: () => made.schema ?? "", why: /holds no rows of agents/ },
  "custom, rows without tables": { bytes: () => made.data ?? "", why: /holds no table agents/ },
  "custom, without the table": { bytes: () => made["without-agents"] ?? "", why: /holds no table agents/ },
  "custom, with an owner that is gone": {
    bytes: () => made.ghost ?? "",
    why: /could not be restored: .*role "ghost" does not exist/,
  },
  "custom, with another manifest": {
    bytes: () => custom,
    counts: "public.agent_events 1000\npublic.agents 501\npublic.tasks 800\n",
    why: /differ from its manifest .*public\.agents 501.*public\.agents 500/,
  },
  "tar format": { bytes: () => made.tar ?? "", why: /is a tar archive, no dump/ },
  ...Object.fromEntries(
    [0.05, 0.25, 0.5, 0.75, 0.95].map((share) => [
      `plain, cut at ${share * 100} %`,
      { bytes: () => text(share), why: /is cut off: its last line/ },
    ]),
  ),
  "plain, without the line that says complete": {
    bytes: () => plain.replace("-- PostgreSQL database dump complete", ""),
    why: /is cut off/,
  },
  "plain, the end of a COPY is missing": {
    bytes: () => plain.replace("\n\\.\n", "\n"),
    why: /is cut off|could not be restored/,
  },
  "plain, with the checksum of another": {
    bytes: () => plain,
    sumOf: () => custom,
    why: /does not match its checksum/,
  },
  "UTF-16, little endian": { bytes: () => Buffer.from(`\ufeff${plain}`, "utf16le"), why: /is UTF-16 text/ },
  "UTF-16, big endian": { bytes: () => Buffer.from(`\ufeff${plain}`, "utf16le").swap16(), why: /is UTF-16 text/ },
  "plain, with zero bytes": { bytes: () => inserted("\0\0"), why: /holds bytes that are no text/ },
  "plain, a statement that is none": {
    bytes: () => inserted("CREATE TABEL x;"),
    why: /could not be restored: .*syntax error/,
  },
  "plain, the same row twice": {
    bytes: () =>
      inserted(
        "INSERT INTO public.agents OVERRIDING SYSTEM VALUE SELECT * FROM public.agents;",
        "-- Name: tasks tasks_pkey",
      ),
    why: /rows of .* differ|could not be restored/,
  },
  "plain, a row that refers to nothing": {
    bytes: () => plain.replace(/^COPY public\.tasks .*$/m, (line) => `${line}\n9001\t9001\torphan`),
    why: /could not be restored: .*foreign key/,
  },
  "plain, of a newer server": {
    bytes: () => plain.replace(/Dumped from database version \S+/, "Dumped from database version 99.1"),
    why: /comes from PostgreSQL 99, this server is \d+/,
  },
  "plain, of another database": { bytes: () => made.billing ?? "", why: /holds no table agents/ },
  "plain, that connects to the live database": {
    bytes: () => inserted("\\connect appdb"),
    why: /holds a client command/,
  },
  "plain, that drops the live database": {
    bytes: () => inserted("DROP DATABASE appdb;"),
    why: /makes, drops or changes databases/,
  },
  "plain, that changes the live database": {
    bytes: () => inserted("ALTER DATABASE appdb SET work_mem = '1MB';"),
    why: /makes, drops or changes databases/,
  },
  "plain, made with --create": {
    bytes: () => made.create ?? "",
    why: /makes, drops or changes databases|holds a client command/,
  },
  "plain, that runs a shell command": {
    bytes: () => inserted(`\\! touch ${on.root}/evil`),
    why: /holds a client command/,
  },
  "plain, that includes a file": { bytes: () => inserted("\\i /etc/hostname"), why: /holds a client command/ },
  "plain, that lets the server run a program": {
    bytes: () => inserted(`COPY (SELECT 1) TO PROGRAM 'touch ${on.root}/evil';`),
    why: /runs a program/,
  },
  "a dump of a whole cluster": {
    bytes: () => plain.replace("-- PostgreSQL database dump\n", "-- PostgreSQL database cluster dump\n"),
    why: /is of a whole cluster/,
  },
  "a dump of MySQL": {
    bytes: () => "-- MySQL dump 10.13\nDROP TABLE IF EXISTS agents;\n",
    why: /is no dump of pg_dump/,
  },
  "a page of HTML": { bytes: () => "<html><body>404</body></html>\n".repeat(100), why: /is no dump of pg_dump/ },
  "random bytes": { bytes: () => Buffer.from(sha256("x").repeat(400), "hex"), why: /is no dump of pg_dump|no text/ },
  "an SQLite database": { bytes: () => readFileSync(on.layout.memoryPristine), why: /is an SQLite database/ },
  "gzip, cut": { bytes: () => cut(gz(plain), 0.6), why: /is cut off or damaged: gzip/ },
  "gzip, of a plain one that was cut": { bytes: () => gz(text(0.5)), why: /is cut off: its last line/ },
  "gzip, twice": { bytes: () => gz(gz(plain)), why: /is compressed twice/ },
  "gzip, of a custom one": { bytes: () => gz(custom), why: /custom-format dump inside gzip/ },
  "gzip, of UTF-16": { bytes: () => gz(Buffer.from(`\ufeff${plain}`, "utf16le")), why: /is UTF-16 text/ },
  "gzip, that unpacks to a thousand times its size": {
    bytes: () => gz(Buffer.alloc(2 ** 27)),
    why: /more than 300 times its size/,
  },
};

function put(name: string, { bytes, sumOf, counts }: Bad): string {
  const file = `bad-${name.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
  const content = bytes();
  if (content === null) return file;
  writeFileSync(path.join(on.backups, file), content);
  if (sumOf) writeFileSync(path.join(on.backups, `${file}.sha256`), `${sha256(sumOf())}  ${file}\n`);
  if (counts) writeFileSync(path.join(on.backups, `${file}.counts`), counts);
  return file;
}

test(`there are ${Object.keys(bad).length} kinds of bad dumps, more than fifty`, () => {
  expect(Object.keys(bad).length).toBeGreaterThanOrEqual(50);
});

describe("a dump that is", () => {
  test.each(Object.entries(bad))("%s is refused, and the live database is untouched", async (name, kind) => {
    const DB_BACKUP = put(name, kind);
    const done = await on.run("scripts/db-prepare.sh", { DB_BACKUP });
    expect(done.code, done.output).toBe(1);
    expect(done.output).toMatch(kind.why);
    expect(done.output).toMatch(/FAILED: .*The live database was not touched\. Safe next: choose another backup\./);
    expect(done.captures.DB_NEXT).toBeUndefined();
    expect(existsSync(path.join(on.root, "evil"))).toBe(false);
    expect(await on.fingerprint()).toBe(live);
  });
});

test("the catalogue never takes one of them for proven", async () => {
  await on.reset();
  const names = Object.entries(bad);
  for (let from = 0; from < names.length; from += 15) {
    await on.reset();
    const some = names.slice(from, from + 15);
    for (const [name, kind] of some) put(name, kind);
    const { captures, output } = await on.run("scripts/list-db-backups.sh");
    const listed = candidatesOf(captures);
    expect(listed.length, output).toBe(some.filter(([name]) => name !== "missing").length);
    expect(listed.filter((c) => c.state === "proven")).toEqual([]);
  }
});

test("a dump that is cut at any of a hundred points is refused by the catalogue", async () => {
  const points = Array.from({ length: 50 }, (_, i) => 0.01 + (i * 0.98) / 49);
  const whole = { custom, plain: Buffer.from(plain) };
  for (const [kind, bytes] of Object.entries(whole)) {
    for (let from = 0; from < points.length; from += 17) {
      await on.reset();
      const some = points.slice(from, from + 17);
      for (const share of some)
        writeFileSync(path.join(on.backups, `${kind}-${Math.round(share * 1000)}`), cut(bytes, share));
      const listed = candidatesOf((await on.run("scripts/list-db-backups.sh")).captures);
      expect(listed.map((c) => c.state)).toEqual(some.map(() => "refused"));
    }
  }
});

test("without PostgreSQL's programs the list says which one is missing, and level 3 goes on without a database", async () => {
  await on.reset();
  const bin = path.join(on.root, "bare-bin");
  mkdirSync(bin);
  const programs = ["sh", "cat", "tr", "sed", "head", "timeout", "node", "true", "pg_dump", "pg_restore", "sha256sum"];
  for (const name of programs) {
    const file = execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    if (path.isAbsolute(file)) symlinkSync(file, path.join(bin, name));
  }
  const bare = { NODE_PATH_DIRS: "", PATH: bin };
  const listed = await on.run("scripts/list-db-backups.sh", bare);
  expect([listed.code, listed.output]).toEqual([
    1,
    expect.stringMatching(/^FAILED: psql is not found on t1\. Nothing was changed\./),
  ]);
  const withNone = await on.run("scripts/list-db-backups-or-none.sh", bare);
  expect(candidatesOf(withNone.captures)).toMatchObject([
    {
      value: "none",
      state: "proven",
      why: expect.stringMatching(/^no backup of appdb can be offered: psql is not found/),
    },
  ]);
});

test("what asks whether the database can be reached logs in with the target's password, and does not show it", async () => {
  const reached = await on.run("scripts/probe-database-reachable.sh");
  expect([reached.code, reached.output]).toEqual([0, ""]);
  const refused = await on.run("scripts/probe-database-reachable.sh", { DB_PASSWORD: "not-the-password" });
  expect(refused.code).toBe(1);
});

describe("a good dump", () => {
  test.each([
    ["in custom format", () => custom],
    ["as plain SQL, with the \\restrict of a new pg_dump", () => plain],
    ["as plain SQL without it", () => plain.replaceAll(/^\\(un)?restrict .*\n/gm, "")],
    ["as plain SQL in gzip", () => gz(plain)],
  ])("%s is restored beside, with every row", async (_what, bytes) => {
    await on.reset();
    writeFileSync(path.join(on.backups, "good"), bytes());
    const done = await on.run("scripts/db-prepare.sh", { DB_BACKUP: "good" });
    expect(done.code, done.output).toBe(0);
    expect(await on.rows(done.captures.DB_NEXT)).toEqual(GOOD);
    expect(await on.belongings(done.captures.DB_NEXT ?? "")).toBe(await on.belongings("appdb"));
  });
});
