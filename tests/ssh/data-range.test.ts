import { afterAll, beforeAll, expect, test } from "vitest";
import { createRange } from "#lib/range/create.ts";
import { postgresOf } from "#lib/range/data/data.ts";
import { countRows } from "#lib/range/data/postgres-content.ts";
import { activeFaults, clearFaults, injectFault, listFaults } from "#lib/range/faults.ts";
import { markedProcesses, signal } from "#lib/range/processes.ts";
import type { Range } from "#lib/range/range.ts";
import { insideOf } from "#lib/range/state.ts";
import { stopRange } from "#lib/range/stop.ts";
import { GOOD } from "./data-kit.ts";
import { HOOK_MS, healthy, RANGE_CACHE, scratchRange } from "./range-kit.ts";

let range: Range;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ range, remove } = await scratchRange("embedded", { data: true }));
}, HOOK_MS);
afterAll(() => remove(), HOOK_MS);

const start = () => createRange({ root: range.root, cacheDir: RANGE_CACHE });
const rows = () => {
  const { layout, state } = insideOf(range);
  const postgres = state.data && postgresOf(layout, state.data);
  if (!postgres) throw new Error("these tests need PostgreSQL");
  return countRows(postgres);
};
const agents = async () => (await (await fetch(`${range.parameters.APP_URL}/api/agents`)).json()).agents.count;

test("a stop ends the database server too, and the next start finds the data as it was left", async () => {
  await injectFault(range, "corrupt-database");
  const left = await rows();
  expect(left).not.toEqual(GOOD);
  await stopRange(range);
  expect(markedProcesses(range.root)).toEqual([]);
  expect(await start()).toEqual(range);
  expect(await rows()).toEqual(left);
  await healthy(range, () => true);
  expect(left).toContain(`public.agents ${await agents()}`);
});

test("everything killed at once: the next start has the same data on the same port, and faults are cleared", async () => {
  for (const { pid } of markedProcesses(range.root)) signal(pid, "SIGKILL");
  const again = await start();
  expect(again.parameters.DB_PORT).toBe(range.parameters.DB_PORT);
  await clearFaults(again);
  expect(activeFaults(again)).toEqual([]);
  expect(await rows()).toEqual(GOOD);
  await healthy(again, () => true);
});

test("faults of data are listed with what they do, each available here", async () => {
  const listed = await listFaults();
  for (const name of ["corrupt-database", "truncated-dump", "stale-wal", "sqlite-open"])
    expect(listed.find((fault) => fault.name === name)).toMatchObject({ available: true });
});
