import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { askHealth } from "#lib/range/health.ts";
import { resetRange } from "#lib/range/reset.ts";
import { playbookRange, story } from "./playbook-kit.ts";
import { HOOK_MS, healthy } from "./range-kit.ts";

let on: Awaited<ReturnType<typeof playbookRange>>;

beforeAll(async () => {
  on = await playbookRange();
}, HOOK_MS);
beforeEach(() => resetRange(on.range), HOOK_MS);
afterAll(() => on.remove(), HOOK_MS);

const health = () => askHealth(on.range.parameters.HEALTH_URL);

test("bad-release: on a healthy target it deploys what was never proven; level 2 cures it; the undo brings back what was there", {
  timeout: 400_000,
}, async () => {
  expect((await on.begin("level-2").rest()).isProven).toBe(true);
  const injection = on.begin("drill-bad-release");
  const { ran, isProven } = await injection.rest();
  expect(isProven, story(ran)).toBe(true);
  expect(injection.captured.NEXT_VERSION).toBe("1.1.0-agent-optimizations");
  expect((await health())?.features.mcpTracking).toBe(true);
  const cure = await on.begin("level-2").rest();
  expect(cure.isProven, story(cure.ran)).toBe(true);
  const undone = await injection.undo();
  expect(
    undone.every((r) => r.code === 0),
    story(undone),
  ).toBe(true);
  await healthy(on.range, ({ version }) => version === "1.0.0-stable");
});

test("bad-release: a release that served healthily is refused, since it would not fail", {
  timeout: 60_000,
}, async () => {
  const [listed] = await on.begin("drill-bad-release").through("choose-release");
  const states = Object.fromEntries((listed?.candidates ?? []).map((c) => [c.value, c.state]));
  expect(states["v1.1.0-agent-optimizations"]).toBe("proven");
  expect(states["v1.0.0-stable"]).toBe("refused");
});

test("toggles-on: level 1 cures it, and without the defective release it says that nothing fails", {
  timeout: 400_000,
}, async () => {
  expect((await on.begin("level-1").rest()).isProven).toBe(true);
  const injection = await on.begin("drill-toggles-on").rest();
  expect(injection.isProven, story(injection.ran)).toBe(true);
  const cure = await on.begin("level-1").rest();
  expect(cure.isProven, story(cure.ran)).toBe(true);
  expect((await on.begin("level-2").rest()).isProven).toBe(true);
  const useless = await on.begin("drill-toggles-on").rest();
  expect(useless.last).toMatchObject({ id: "show", code: 1 });
  expect(useless.last.proofs[0]?.detail).toContain("there is nothing to rehearse");
});

test("crash-loop: level 2 cures it; undone instead, the build is whole again", { timeout: 400_000 }, async () => {
  const injection = on.begin("drill-crash-loop");
  const { ran, isProven } = await injection.rest();
  expect(isProven, story(ran)).toBe(true);
  const undone = await injection.undo();
  expect(
    undone.every((r) => r.code === 0),
    story(undone),
  ).toBe(true);
  const again = on.begin("drill-crash-loop");
  expect((await again.rest()).isProven).toBe(true);
  const cure = await on.begin("level-2").rest();
  expect(cure.isProven, story(cure.ran)).toBe(true);
  const after = await again.undo();
  expect(after[0]?.output).toContain("a rollback has replaced it");
  expect(
    after.every((r) => r.code === 0),
    story(after),
  ).toBe(true);
});

test("hung-process: level 1 cures it; undone instead, the process goes on", { timeout: 400_000 }, async () => {
  const injection = on.begin("drill-hung-process");
  const { ran, isProven } = await injection.rest();
  expect(isProven, story(ran)).toBe(true);
  const undone = await injection.undo();
  expect(undone[0]?.output).toContain("goes on");
  expect(
    undone.every((r) => r.code === 0),
    story(undone),
  ).toBe(true);
  const again = on.begin("drill-hung-process");
  expect((await again.rest()).isProven).toBe(true);
  const cure = await on.begin("level-1").rest();
  expect(cure.isProven, story(cure.ran)).toBe(true);
  expect((await again.undo())[0]?.output).toContain("a rollback has restarted");
});
