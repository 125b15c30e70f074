import { readdirSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FaultName, injectFault, listFaults } from "#lib/range/faults.ts";
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

const inject = (name: FaultName) => injectFault(on.range, name);
const health = () => askHealth(on.range.parameters.HEALTH_URL);
const dotEnv = () => readFileSync(path.join(on.range.parameters.APP_DIR, ".env"), "utf8");
const beside = () => readdirSync(path.dirname(on.range.parameters.APP_DIR)).filter((name) => name.startsWith("app."));

/** The tree that was there serves as before, and nothing lies beside it. */
async function expectUntouched(): Promise<void> {
  expect((await health())?.version).toBe("1.1.0-agent-optimizations");
  expect(beside()).toEqual([]);
}

test("no-final-newline and stale-pm2-env: level 1 keeps the secret and is proven", { timeout: 180_000 }, async () => {
  await inject("stale-pm2-env");
  await inject("no-final-newline");
  const { ran, isProven } = await on.begin("level-1").rest();
  expect(isProven, story(ran)).toBe(true);
  expect(dotEnv().split("\n")).toContain(`SESSION_SECRET=${on.range.sessionSecret}`);
  expect((await health())?.features.mcpTracking).toBe(false);
});

test("hung-process: level 1 restarts it and is proven", { timeout: 180_000 }, async () => {
  await inject("hung-process");
  const { ran, isProven } = await on.begin("level-1").rest();
  expect(isProven, story(ran)).toBe(true);
});

test("crash-loop: level 1 is not proven, level 2 then is", { timeout: 300_000 }, async () => {
  await inject("crash-loop");
  const first = await on.begin("level-1").rest();
  expect(first.isProven).toBe(false);
  expect(first.last.id, story(first.ran)).toBe("prove");
  const second = await on.begin("level-2").rest();
  expect(second.isProven, story(second.ran)).toBe(true);
  await healthy(on.range, ({ version }) => version === "1.0.0-stable");
});

test("dirty-tree and lock-file-missing: what was not committed is kept, and a switch that was cut goes on", {
  timeout: 300_000,
}, async () => {
  await inject("dirty-tree");
  await inject("lock-file-missing");
  const run = on.begin("level-2");
  await run.through("smoke");
  const { APP_DIR, SAFETY_DIR } = on.range.parameters;
  renameSync(APP_DIR, (run.captured.NEXT_DIR ?? "").replace(".next-", ".failed-"));
  const { ran, isProven } = await run.rest();
  expect(isProven, story(ran)).toBe(true);
  const patch = readdirSync(SAFETY_DIR).find((name) => name.endsWith(".patch")) ?? "";
  expect(readFileSync(path.join(SAFETY_DIR, patch), "utf8")).toContain("+// hotfix, 02:13");
  expect((await health())?.version).toBe("1.0.0-stable");
});

describe("tags", () => {
  test("that only look stable are refused, each with its reason", async () => {
    const [listed] = await on.begin("level-2").through("choose-stable");
    const byTag = Object.fromEntries((listed?.candidates ?? []).map((c) => [c.value, `${c.state}: ${c.why}`]));
    expect(byTag["v1.0.0-stable"]).toMatch(/^proven: served healthily/);
    expect(byTag["v1.9.0-stable"]).toBe("refused: was never part of what is deployed");
    expect(byTag["v1.10.0-stable"]).toBe("refused: was never part of what is deployed");
    expect(byTag["v2.0.0-unstable"]).toBeUndefined();
  });

  test.each([
    ["missing-tag", /^refused: .*gone$/],
    ["moved-tag", /^refused: was moved since it was deployed: [0-9a-f]{8} then, [0-9a-f]{8} now$/],
  ] as const)("%s: the release that was proven is refused, nothing is taken in its place", async (fault, why) => {
    await inject(fault);
    const { ran, isProven, last } = await on.begin("level-2").rest();
    expect(isProven).toBe(false);
    expect(last.id).toBe("choose-stable");
    const stable = ran[0]?.candidates.find((c) => c.value === "v1.0.0-stable");
    expect(`${stable?.state}: ${stable?.why}`).toMatch(why);
    expect(ran[0]?.candidates.filter((c) => c.state !== "refused")).toEqual([]);
    await expectUntouched();
  });
});

test("truncated-backup: it is refused, the older whole one is the default, and by force it is not unpacked", async () => {
  const [before] = await on.begin("level-3").through("choose-backup");
  const newest = before?.candidates[0]?.value ?? "";
  await inject("truncated-backup");
  const [listed] = await on.begin("level-3").through("choose-backup");
  expect(listed?.candidates.find((c) => c.value === newest)?.state).toBe("refused");
  expect(listed?.candidates[0]).toMatchObject({ state: "proven" });
  const forced = await on.begin("level-3", undefined, { BACKUP_ID: newest }).through("extract");
  expect(forced.at(-1)).toMatchObject({ id: "extract", code: 1 });
  expect(forced.at(-1)?.output).toMatch(
    /FAILED: .*does not match its checksum\. The running application was not touched\./,
  );
  await expectUntouched();
});

test("no-backup: level 3 says that there is none and changes nothing", async () => {
  await inject("no-backup");
  const { last } = await on.begin("level-3").rest();
  expect(last).toMatchObject({ id: "choose-backup", code: 1 });
  expect(last.output).toMatch(/FAILED: there is no backup in .*Nothing was changed\./);
  await expectUntouched();
});

test("full-disk: level 2 says how much is missing and changes nothing", { timeout: 180_000 }, async (context) => {
  const listed = (await listFaults()).find((fault) => fault.name === "full-disk");
  if (listed && !listed.available) return context.annotate(`full-disk cannot be had here: ${listed.reason}`);
  await inject("full-disk");
  const { last } = await on.begin("level-2").rest();
  expect(last).toMatchObject({ id: "build", code: 1 });
  expect(last.output).toMatch(/FAILED: \d+ MB are free in .*, \d+ MB are needed\. Nothing was changed\./);
  await expectUntouched();
});
