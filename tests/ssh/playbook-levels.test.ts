import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { askHealth } from "#lib/range/health.ts";
import { resetRange } from "#lib/range/reset.ts";
import { startTraffic } from "#lib/range/traffic.ts";
import { playbookRange, story } from "./playbook-kit.ts";
import { HOOK_MS, nextTraffic, onTarget } from "./range-kit.ts";

let on: Awaited<ReturnType<typeof playbookRange>>;

beforeAll(async () => {
  on = await playbookRange();
  await startTraffic(on.range);
}, HOOK_MS);
beforeEach(() => resetRange(on.range), HOOK_MS);
afterAll(() => on.remove(), HOOK_MS);

const health = () => askHealth(on.range.parameters.HEALTH_URL);
const inApp = (file: string) => path.join(on.range.parameters.APP_DIR, file);
const dotEnv = () => readFileSync(inApp(".env"), "utf8");

test("level 1 switches three features off under traffic, proves it, and is undone", { timeout: 180_000 }, async () => {
  const before = dotEnv();
  const { mode } = statSync(inApp(".env"));
  const run = on.begin("level-1");
  const { ran, isProven } = await run.rest();
  expect(isProven, story(ran)).toBe(true);
  expect(ran.find((r) => r.id === "prove")?.proofs.map((p) => p.verdict)).toEqual(Array(5).fill("pass"));
  expect((await health())?.features).toEqual({ parallelSpawning: false, parallelUploads: false, mcpTracking: false });
  expect(dotEnv().match(/^ENABLE_.*=false$/gm)).toHaveLength(3);
  expect(dotEnv()).toContain(`SESSION_SECRET=${on.range.sessionSecret}\n`);
  expect(statSync(inApp(".env")).mode).toBe(mode);
  expect(statSync(run.captured.ENV_SNAPSHOT ?? "").mode & 0o777).toBe(0o600);
  expect((await nextTraffic(on.range, 30)).errors).toBe(0);
  expect(ran.map((r) => r.output).join()).not.toContain(on.range.sessionSecret);

  const undone = await run.undo();
  expect(
    undone.every((r) => r.code === 0),
    story(undone),
  ).toBe(true);
  expect(dotEnv()).toBe(before);
  expect((await health())?.features.parallelUploads).toBe(true);
});

test("level 2 builds the proven release beside, switches, proves it under traffic, and is undone", {
  timeout: 300_000,
}, async () => {
  const run = on.begin("level-2");
  const { ran, isProven } = await run.rest();
  expect(isProven, story(ran)).toBe(true);
  expect(run.captured.STABLE_TAG).toBe("v1.0.0-stable");
  expect((await health())?.version).toBe("1.0.0-stable");
  expect((await nextTraffic(on.range, 30)).errors).toBe(0);
  expect(dotEnv()).toContain(on.range.sessionSecret);
  const kept = run.captured.PREVIOUS_DIR ?? "";
  expect(JSON.parse(readFileSync(path.join(kept, "package.json"), "utf8")).version).toBe("1.1.0-agent-optimizations");
  const backup = run.captured.BACKUP_FILE ?? "";
  expect(statSync(backup).mode & 0o077).toBe(0);
  expect(await onTarget(on.range, `cd "$SAFETY_DIR" && sha256sum -c ${path.basename(backup)}.sha256`)).toContain("OK");
  expect(ran.map((r) => r.output).join()).not.toContain(on.range.sessionSecret);

  // An undo that was cut after its first rename goes on.
  await onTarget(on.range, `cd / && mv "$APP_DIR" "${kept.replace(".failed-", ".undone-")}"`);
  const undone = await run.undo();
  expect(
    undone.every((r) => r.code === 0),
    story(undone),
  ).toBe(true);
  expect((await health())?.version).toBe("1.1.0-agent-optimizations");
  expect(existsSync(kept)).toBe(false);
});

test("level 3 restores the newest backup that verifies, with today's environment, and is undone", {
  timeout: 300_000,
}, async () => {
  const run = on.begin("level-3");
  const { ran, isProven } = await run.rest();
  expect(isProven, story(ran)).toBe(true);
  expect((await health())?.version).toBe("1.0.0-stable");
  expect(dotEnv()).toContain(on.range.sessionSecret);
  expect(readFileSync(inApp(".env.from-backup"), "utf8")).toContain("changed-since-this-backup");
  expect(statSync(inApp(".env.from-backup")).mode & 0o077).toBe(0);
  expect(ran.find((r) => r.id === "database")?.output).toContain("skipped: no database configured");
  const listed = ran[0]?.candidates ?? [];
  expect(listed.map((c) => c.state)).toEqual(["proven", "proven", "refused", "refused"]);
  expect(listed.map((c) => c.why).join("\n")).toMatch(
    /does not match its checksum[\s\S]*is empty|is empty[\s\S]*does not match/,
  );
  expect(listed[0]?.why).toMatch(/KB, 3\d min old; version 1\.0\.0-stable, checksum matches/);
  expect((await nextTraffic(on.range, 30)).errors).toBe(0);

  const undone = await run.undo();
  expect(
    undone.every((r) => r.code === 0),
    story(undone),
  ).toBe(true);
  expect((await health())?.version).toBe("1.1.0-agent-optimizations");
  const beside = readdirSync(path.dirname(on.range.parameters.APP_DIR));
  expect(beside.filter((name) => name.startsWith("app."))).toEqual([expect.stringMatching(/^app\.undone-/)]);
});

test.each([
  ["data-postgres", "no database is configured"],
  ["data-sqlite", "no memory database is configured"],
])("%s of a target without one says so in its plan, and changes nothing", async (procedure, why) => {
  const { last } = await on.begin(procedure).rest();
  expect(last).toMatchObject({ id: "choose-backup", code: 1 });
  expect(last.output).toMatch(new RegExp(`^FAILED: ${why} on .*Nothing was changed\\. Safe next: set `));
});
