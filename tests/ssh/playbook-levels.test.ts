import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadPlaybook } from "#lib/playbook/load.ts";
import { askHealth } from "#lib/range/health.ts";
import { watchFromOutside } from "#lib/range/outside.ts";
import type { Range } from "#lib/range/range.ts";
import { resetRange } from "#lib/range/reset.ts";
import { startTraffic } from "#lib/range/traffic.ts";
import { createPlaybookKit, story } from "./playbook-kit.ts";
import { HOOK_MS, nextTraffic, onTarget, scratchRange } from "./range-kit.ts";

const { playbook } = loadPlaybook(path.join(import.meta.dirname, "..", "..", "playbooks", "agent-platform"));
let range: Range;
let remove: () => Promise<void>;
let kit: Awaited<ReturnType<typeof createPlaybookKit>>;

beforeAll(async () => {
  ({ range, remove } = await scratchRange());
  kit = await createPlaybookKit(range, playbook);
  await startTraffic(range);
}, HOOK_MS);
beforeEach(() => resetRange(range), HOOK_MS);
afterAll(async () => {
  kit.close();
  await remove();
}, HOOK_MS);

const health = () => askHealth(range.parameters.HEALTH_URL);
const dotEnv = () => readFileSync(path.join(range.parameters.APP_DIR, ".env"), "utf8");

describe("level 1", () => {
  test("switches the three features off under traffic, proves it, and users see no more errors", async () => {
    const mode = statSync(path.join(range.parameters.APP_DIR, ".env")).mode;
    const run = await kit.run("level-1");
    expect(run.isProven, story(run.ran)).toBe(true);
    expect((await health())?.features).toEqual({ parallelSpawning: false, parallelUploads: false, mcpTracking: false });
    expect(dotEnv().match(/^ENABLE_.*=false$/gm)).toHaveLength(3);
    expect(dotEnv()).toContain(`SESSION_SECRET=${range.sessionSecret}\n`);
    expect(statSync(path.join(range.parameters.APP_DIR, ".env")).mode).toBe(mode);
    expect((await nextTraffic(range, 40)).errors).toBe(0);
    const proofs = run.ran.find((r) => r.id === "prove")?.proofs.map((p) => p.verdict);
    expect(proofs).toEqual(["pass", "pass", "pass", "pass", "pass"]);
    expect(run.ran.map((r) => r.output).join("\n")).not.toContain(range.sessionSecret);
  });

  test("is undone: the file is as it was, the features are on, and that is proved", async () => {
    const before = dotEnv();
    const run = await kit.run("level-1");
    const undone = await run.undo();
    expect(
      undone.every((r) => r.code === 0),
      story(undone),
    ).toBe(true);
    expect(dotEnv()).toBe(before);
    expect((await health())?.features.parallelUploads).toBe(true);
  });

  test("done twice leaves each toggle once", async () => {
    await kit.run("level-1");
    const run = await kit.run("level-1");
    expect(run.isProven, story(run.ran)).toBe(true);
    expect(dotEnv().match(/^ENABLE_/gm)).toHaveLength(3);
  });
});

describe("level 2", () => {
  test("builds v1.0.0-stable beside, switches with a short gap, and proves the running version", async () => {
    const outside = watchFromOutside(range.parameters.HEALTH_URL);
    const run = await kit.run("level-2");
    const { downWindowsMs } = await outside.stop();
    expect(run.isProven, story(run.ran)).toBe(true);
    expect(run.captured["STABLE_TAG"]).toBe("v1.0.0-stable");
    expect((await health())?.version).toBe("1.0.0-stable");
    console.info(`level 2: ${Math.round(run.tookMs)} ms with a watch of 5 s, down ${downWindowsMs.join(" + ")} ms`);
    expect((await nextTraffic(range, 40)).errors).toBe(0);
    expect(dotEnv()).toContain(range.sessionSecret);
    const kept = run.captured["PREVIOUS_DIR"] ?? "";
    expect(JSON.parse(readFileSync(path.join(kept, "package.json"), "utf8")).version).toBe("1.1.0-agent-optimizations");
    const backup = run.captured["BACKUP_FILE"] ?? "";
    expect(statSync(backup).mode & 0o077).toBe(0);
    expect(await onTarget(range, `cd "$SAFETY_DIR" && sha256sum -c ${path.basename(backup)}.sha256`)).toContain("OK");
  });

  test("is undone: the tree that it kept serves again", async () => {
    const run = await kit.run("level-2");
    const undone = await run.undo();
    expect(
      undone.every((r) => r.code === 0),
      story(undone),
    ).toBe(true);
    expect((await health())?.version).toBe("1.1.0-agent-optimizations");
    expect(existsSync(run.captured["PREVIOUS_DIR"] ?? "")).toBe(false);
  });

  test("never offers the tags that only look stable", async () => {
    const run = await kit.run("level-2", undefined, { STABLE_TAG: "v1.10.0-stable" });
    const listed = run.ran[0];
    expect(listed?.output).toMatch(/refused +v1\.10\.0-stable \(was never part of what is deployed\)/);
    expect(listed?.output).toMatch(/proven +v1\.0\.0-stable/);
    expect(listed?.output).not.toContain("unstable");
  });
});

describe("level 3", () => {
  test("restores the newest backup that verifies, with today's environment, and keeps the failed tree", async () => {
    const outside = watchFromOutside(range.parameters.HEALTH_URL);
    const run = await kit.run("level-3");
    const { downWindowsMs } = await outside.stop();
    expect(run.isProven, story(run.ran)).toBe(true);
    console.info(`level 3: ${Math.round(run.tookMs)} ms with a watch of 5 s, down ${downWindowsMs.join(" + ")} ms`);
    expect((await health())?.version).toBe("1.0.0-stable");
    expect(dotEnv()).toContain(range.sessionSecret);
    expect(readFileSync(path.join(range.parameters.APP_DIR, ".env.from-backup"), "utf8")).toContain("changed-since");
    expect(existsSync(run.captured["PREVIOUS_DIR"] ?? "")).toBe(true);
    expect(run.ran.find((r) => r.id === "database")?.output).toContain("skipped: no database configured");
    const listed = run.ran[0]?.output ?? "";
    expect(listed).toMatch(/refused .*does not match its checksum/);
    expect(listed).toMatch(/refused .*is empty/);
    expect((await nextTraffic(range, 40)).errors).toBe(0);
  });

  test("is undone: the failed tree is back and serves", async () => {
    const run = await kit.run("level-3");
    const undone = await run.undo();
    expect(
      undone.every((r) => r.code === 0),
      story(undone),
    ).toBe(true);
    expect((await health())?.version).toBe("1.1.0-agent-optimizations");
    expect(readdirSync(path.dirname(range.parameters.APP_DIR)).filter((n) => n.startsWith("app.undone-"))).toHaveLength(
      1,
    );
  });
});
