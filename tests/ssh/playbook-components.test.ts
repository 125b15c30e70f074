import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { askHealth } from "#lib/range/health.ts";
import { resetRange } from "#lib/range/reset.ts";
import { startTraffic } from "#lib/range/traffic.ts";
import { playbookRange, story } from "./playbook-kit.ts";
import { HOOK_MS } from "./range-kit.ts";

let on: Awaited<ReturnType<typeof playbookRange>>;

// With traffic the other two defects go on failing and crashing while one component is rolled back.
beforeAll(async () => {
  on = await playbookRange();
  await startTraffic(on.range);
}, HOOK_MS);
beforeEach(() => resetRange(on.range), HOOK_MS);
afterAll(() => on.remove(), HOOK_MS);

const health = () => askHealth(on.range.parameters.HEALTH_URL);
const features = async () => (await health())?.features;

test.each([
  ["gap-001", { parallelSpawning: false, parallelUploads: true, mcpTracking: true }],
  ["qw-001", { parallelSpawning: true, parallelUploads: false, mcpTracking: true }],
  ["qw-002", { parallelSpawning: true, parallelUploads: true, mcpTracking: false }],
])(
  "%s: its toggle alone is switched off, its behaviour proved, and undone",
  { timeout: 180_000 },
  async (id, expected) => {
    const run = on.begin(id);
    const { ran, isProven } = await run.rest();
    expect(isProven, story(ran)).toBe(true);
    await expect.poll(features, { timeout: 30_000 }).toEqual(expected);
    const undone = await run.undo();
    expect(
      undone.every((r) => r.code === 0),
      story(undone),
    ).toBe(true);
    await expect
      .poll(features, { timeout: 30_000 })
      .toEqual({ parallelSpawning: true, parallelUploads: true, mcpTracking: true });
  },
);

test("qw-001 revert-file: the stable release's route serves, the version stays, and it is undone", {
  timeout: 300_000,
}, async () => {
  const run = on.begin("qw-001", "revert-file");
  const { ran, isProven } = await run.rest();
  expect(isProven, story(ran)).toBe(true);
  // What is not rolled back still crashes under traffic: an answer comes between two crashes.
  await expect.poll(async () => (await health())?.version, { timeout: 30_000 }).toBe("1.1.0-agent-optimizations");
  const route = path.join("app", "api", "upload", "route.ts");
  expect(readFileSync(path.join(on.range.parameters.APP_DIR, route), "utf8")).not.toContain("allSettled");
  const undone = await run.undo();
  expect(
    undone.every((r) => r.code === 0),
    story(undone),
  ).toBe(true);
  expect(readFileSync(path.join(on.range.parameters.APP_DIR, route), "utf8")).toContain("allSettled");
});
