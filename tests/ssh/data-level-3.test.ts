import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ROWS } from "#lib/range/data/postgres-content.ts";
import { injectFault } from "#lib/range/faults.ts";
import { askHealth } from "#lib/range/health.ts";
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

const version = async () => (await askHealth(on.range.parameters.HEALTH_URL))?.version;

test("level 3 restores application and database together, the database ready before the stop, and undoes both", {
  timeout: 300_000,
}, async () => {
  await injectFault(on.range, "corrupt-database");
  const damaged = await on.rows();
  const [listed] = await on.begin("data-postgres").through("choose-backup");
  const proven = listed?.candidates.find((c) => c.state === "proven")?.value ?? "";

  const run = on.begin("level-3", undefined, { DB_BACKUP: proven });
  const { ran, isProven } = await run.rest();
  expect(isProven, story(ran)).toBe(true);
  const order = ran.map((r) => r.id);
  expect(order.indexOf("database-beside")).toBeLessThan(order.indexOf("stop"));
  expect(order.indexOf("stop")).toBeLessThan(order.indexOf("database"));
  expect(await version()).toBe("1.0.0-stable");
  expect(await on.rows()).toEqual(GOOD);
  expect(await on.agentsOfApplication()).toBe(ROWS.agents);

  const undone = await run.undo();
  expect(
    undone.every((r) => r.code === 0),
    story(undone),
  ).toBe(true);
  expect(await version()).toBe("1.1.0-agent-optimizations");
  expect(await on.rows()).toEqual(damaged);
  expect(await on.agentsOfApplication()).toBeLessThan(ROWS.agents);
});

test("level 3 leaves the database alone unless a backup of it is chosen, and says so", {
  timeout: 300_000,
}, async () => {
  await injectFault(on.range, "corrupt-database");
  const before = await on.fingerprint();
  const run = on.begin("level-3");
  const { ran, isProven } = await run.rest();
  expect(isProven, story(ran)).toBe(true);
  const choice = ran.find((r) => r.id === "choose-database");
  expect(choice?.candidates[0]).toEqual({
    value: "none",
    label: "Leave the database as it is",
    why: "nothing of appdb is restored, and nothing of it is lost",
    state: "proven",
    identity: "",
  });
  expect(run.captured.DB_BACKUP).toBe("none");
  for (const step of ["database-safety", "database-beside", "database"])
    expect(ran.find((r) => r.id === step)?.output).toBe("skipped: the database stays as it is, as chosen\n");
  expect(await on.fingerprint()).toBe(before);
});
