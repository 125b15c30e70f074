import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ROWS } from "#lib/range/data/postgres-content.ts";
import { injectFault } from "#lib/range/faults.ts";
import { resetRange } from "#lib/range/reset.ts";
import { type DataRange, dataRange, GOOD } from "./data-kit.ts";
import { story } from "./playbook-kit.ts";
import { HOOK_MS } from "./range-kit.ts";

let on: DataRange;

beforeAll(async () => {
  on = await dataRange();
}, HOOK_MS);
beforeEach(() => resetRange(on.range), HOOK_MS);
afterAll(() => on.remove(), HOOK_MS);

test("PostgreSQL restore: damaged rows are back, the application reads them, nothing is lost on the way, and it is undone", {
  timeout: 180_000,
}, async () => {
  await injectFault(on.range, "corrupt-database");
  const damaged = await on.rows();
  expect(damaged).not.toEqual(GOOD);
  const before = await on.belongings("appdb");
  const oid = await on.query("SELECT oid FROM pg_database WHERE datname = 'appdb'");

  const run = on.begin("data-postgres");
  const { ran, isProven } = await run.rest();
  expect(isProven, story(ran)).toBe(true);
  expect(await on.rows()).toEqual(GOOD);
  expect(await on.agentsOfApplication()).toBe(ROWS.agents);
  expect(await on.belongings("appdb")).toBe(before);
  expect(await on.query("SELECT count(*) FROM agents WHERE name LIKE '%corrupt%'", "appdb")).toBe("0");

  // The replaced database is kept, closed, under a name that says when.
  const kept = run.captured.DB_KEPT ?? "";
  expect(await on.databases()).toEqual(["appdb", kept]);
  expect(await on.query(`SELECT oid, datallowconn FROM pg_database WHERE datname = '${kept}'`)).toBe(`${oid}|f`);

  // The safety dump and its manifest are of one snapshot, private, and whole.
  const safety = run.captured.DB_SAFETY ?? "";
  expect(path.dirname(safety)).toBe(on.range.parameters.SAFETY_DIR);
  expect(readFileSync(`${safety}.counts`, "utf8").trim().split("\n")).toEqual(damaged);

  // No password of any role in what was printed or handed on.
  const said = JSON.stringify(ran);
  for (const secret of [on.range.secrets.DB_PASSWORD, on.postgres().appPassword]) expect(said).not.toContain(secret);

  const undone = await run.undo();
  expect(
    undone.every((r) => r.code === 0),
    story(undone),
  ).toBe(true);
  expect(await on.rows()).toEqual(damaged);
  expect(await on.query("SELECT oid FROM pg_database WHERE datname = 'appdb' AND datallowconn")).toBe(oid);
  expect(await on.agentsOfApplication()).toBe(
    Number(damaged.find((l) => l.startsWith("public.agents "))?.split(" ")[1]),
  );
});

test("the catalogue says of each backup what it is, and refuses what must not be restored", async () => {
  const [listed] = await on.begin("data-postgres").through("choose-backup");
  expect(listed?.code, listed?.output).toBe(0);
  const shown = (listed?.candidates ?? []).map((c) => `${c.value.replace(/-\d{8}-\d{6}/, "")} ${c.state}: ${c.why}`);
  expect(shown).toEqual([
    expect.stringMatching(
      /^appdb\.dump proven: \d+ KB, 3\d min old; custom format, PostgreSQL \d+, reads completely, sha256 [0-9a-f]{12}, restored as a test 20.*; 2300 rows in 3 tables$/,
    ),
    expect.stringMatching(/^db-backup\.sql offered: .* plain format, .* but was never restored as a test$/),
    expect.stringMatching(/^db-backup\.sql refused: 0 KB, 1\d min old; is empty$/),
    expect.stringMatching(/^db-backup\.sql refused: .* is cut off: its last line/),
    expect.stringMatching(/^billing\.dump refused: .* is of the database billing, not of appdb$/),
  ]);
});

test("a restore test makes an offered backup a proven one, and changes nothing", { timeout: 120_000 }, async () => {
  const before = await on.belongings("appdb");
  const first = on.begin("data-postgres", "restore-test");
  const [listed] = await first.through("choose-backup");
  const plain = listed?.candidates.find((c) => c.state === "offered")?.value ?? "";
  const { ran, isProven } = await on.begin("data-postgres", "restore-test", { DB_BACKUP: plain }).rest();
  expect(isProven, story(ran)).toBe(true);
  expect(ran.at(-1)?.output).toContain("rows are those that the backup says");
  const [again] = await on.begin("data-postgres").through("choose-backup");
  expect(again?.candidates.find((c) => c.value === plain)?.state).toBe("proven");
  expect(await on.databases()).toEqual(["appdb"]);
  expect(await on.belongings("appdb")).toBe(before);
  expect(existsSync(path.join(on.range.parameters.DB_BACKUP_DIR, `${plain}.restore-test`))).toBe(true);
  expect(readdirSync(on.range.parameters.DB_BACKUP_DIR).filter((name) => name.endsWith(".part"))).toEqual([]);
});
