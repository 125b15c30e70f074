import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ACTIVITIES } from "#lib/range/data/memory.ts";
import { SPOILED_ACTIVITIES } from "#lib/range/data/spoil.ts";
import { clearFaults, injectFault } from "#lib/range/faults.ts";
import { resetRange } from "#lib/range/reset.ts";
import { type DataRange, dataRange } from "./data-kit.ts";
import { story } from "./playbook-kit.ts";
import { HOOK_MS, onTarget } from "./range-kit.ts";

let on: DataRange;

beforeAll(async () => {
  on = await dataRange();
}, HOOK_MS);
beforeEach(() => resetRange(on.range), HOOK_MS);
afterAll(() => on.remove(), HOOK_MS);

const SPOILED = ACTIVITIES + SPOILED_ACTIVITIES;
const inMemory = async (select: string) =>
  (await onTarget(on.range, `sqlite3 "$MEMORY_DB" "${select} FROM agent_activities"`)).trim();

test("SQLite memory restore: what lay in the WAL of a killed process does not come back, and it is undone", {
  timeout: 180_000,
}, async () => {
  await injectFault(on.range, "stale-wal");
  expect(await on.activitiesOfApplication()).toBe(SPOILED);
  const run = on.begin("data-sqlite");
  const { ran, isProven } = await run.rest();
  expect(isProven, story(ran)).toBe(true);
  expect(await on.activitiesOfApplication()).toBe(ACTIVITIES);
  expect(await inMemory("SELECT count(*)")).toBe(String(ACTIVITIES));
  // The safety copy holds what was in the WAL too.
  const safety = run.captured.MEMORY_SAFETY ?? "";
  expect(await onTarget(on.range, `sqlite3 '${safety}' 'SELECT count(*) FROM agent_activities'`)).toBe(`${SPOILED}\n`);

  const undone = await run.undo();
  expect(
    undone.every((r) => r.code === 0),
    story(undone),
  ).toBe(true);
  expect(await on.activitiesOfApplication()).toBe(SPOILED);
});

test("a memory that another process has open is not replaced: the refusal names the process, and nothing is changed", {
  timeout: 180_000,
}, async () => {
  await injectFault(on.range, "sqlite-open");
  const { last } = await on.begin("data-sqlite").rest();
  expect(last).toMatchObject({ id: "restore", code: 1 });
  expect(last.output).toMatch(
    /FAILED: .*memory\.db is still open in: \d+ \S*node .*memory-main\.ts hold.*Nothing was changed/,
  );
  const { memory, memoryPristine } = { memory: on.range.parameters.MEMORY_DB ?? "", memoryPristine: "memory/good.db" };
  expect(readFileSync(memory)).toEqual(readFileSync(path.join(on.range.root, memoryPristine)));
  await clearFaults(on.range);
  const { ran, isProven } = await on.begin("data-sqlite").rest();
  expect(isProven, story(ran)).toBe(true);
});

test("a restore that was cut between its renames goes on", { timeout: 180_000 }, async () => {
  await injectFault(on.range, "stale-wal");
  const run = on.begin("data-sqlite");
  await run.through("safety");
  // As far as the step comes before it is killed: the copy is checked, the live file has its other name, its WAL not yet.
  const db = on.range.parameters.MEMORY_DB ?? "";
  await onTarget(
    on.range,
    `cp "$MEMORY_BACKUP_DIR/${run.captured.MEMORY_BACKUP}" '${db}.restore-${run.stamp}'; mv '${db}' '${db}.failed-${run.stamp}'`,
  );
  const { ran, isProven } = await run.rest();
  expect(isProven, story(ran)).toBe(true);
  expect(await on.activitiesOfApplication()).toBe(ACTIVITIES);
});

test("level 2 switches the release and takes the memory along, and its undo does too", {
  timeout: 300_000,
}, async () => {
  await injectFault(on.range, "stale-wal");
  const run = on.begin("level-2");
  const { ran, isProven } = await run.rest();
  expect(isProven, story(ran)).toBe(true);
  expect(await on.activitiesOfApplication()).toBe(SPOILED);
  const undone = await run.undo();
  expect(
    undone.every((r) => r.code === 0),
    story(undone),
  ).toBe(true);
  expect(await on.activitiesOfApplication()).toBe(SPOILED);
});
