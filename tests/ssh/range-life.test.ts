import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRange } from "#lib/range/create.ts";
import { askHealth } from "#lib/range/health.ts";
import { pm2Daemon } from "#lib/range/pm2.ts";
import { identify, isAlive, markedProcesses, signal } from "#lib/range/processes.ts";
import type { Range } from "#lib/range/range.ts";
import { resetRange } from "#lib/range/reset.ts";
import { insideOf } from "#lib/range/state.ts";
import { removeRange, stopRange } from "#lib/range/stop.ts";
import { startTraffic } from "#lib/range/traffic.ts";
import { portAnswers, until } from "#lib/range/wait.ts";
import { HOOK_MS, healthy, onTarget, RANGE_CACHE, scratchDir } from "./range-kit.ts";
import { exec, login } from "./range-ssh-client.ts";

const cli = (...args: string[]) =>
  promisify(execFile)(process.execPath, [
    path.resolve("lib/range/cli.ts"),
    ...args,
    "--root",
    root,
    "--cache",
    RANGE_CACHE,
  ]);

/** About 2 s on an idle machine; this also holds on one that does several other things. */
const QUICK_MS = 15_000;
const root = scratchDir();
let range: Range;

beforeAll(async () => {
  // By another process, which is gone afterwards: what runs has to be found again.
  await cli("create");
  range = await createRange({ root, cacheDir: RANGE_CACHE });
}, HOOK_MS);
afterAll(() => removeRange(range), HOOK_MS);

const pidOf = async () => (await healthy(range, () => true)).pid;
const running = () => markedProcesses(root).map(({ command }) => command);

test("a second start keeps what runs, is quick and answers with the same parameters and address", async () => {
  const before = [await pidOf(), ...running()];
  const startedAt = performance.now();
  const again = await createRange({ root, cacheDir: RANGE_CACHE });
  expect(performance.now() - startedAt).toBeLessThan(QUICK_MS);
  expect(again).toEqual(range);
  expect([await pidOf(), ...running()]).toEqual(before);
});

test("one directory holds it all, with secrets readable by their owner only", () => {
  for (const value of Object.values(range.parameters)) {
    if (value.startsWith("/")) expect(value.startsWith(root)).toBe(true);
  }
  const secret = [
    path.join(range.parameters.APP_DIR, ".env"),
    path.join(root, "ssh", "client_key"),
    path.join(root, "range.json"),
  ];
  for (const file of secret) expect(statSync(file).mode & 0o077).toBe(0);
});

test("reset is quick and leaves nothing of a rollback, nor a step that still runs", async () => {
  const { APP_DIR, SAFETY_DIR, APP_LOG } = range.parameters;
  await onTarget(
    range,
    `cp -a . ../app-failed-20260101-000000; git checkout -q --detach refs/tags/v1.0.0-stable; rm -rf dist .env
     touch "$SAFETY_DIR/copy.tar.gz"; rm "$DEPLOY_LOG"; pm2 stop "$PM2_APP" --silent`,
  );
  mkdirSync(path.join(range.address.stateDir, "steps"), { recursive: true });
  const { client } = await login(range.address);
  const started = await exec(client, "setsid sleep 300 >/dev/null 2>&1 </dev/null & echo $!");
  client.end();
  const step = identify(Number(started.stdout.toString()));
  expect(step).not.toBeNull();

  const startedAt = performance.now();
  await resetRange(range);
  expect(performance.now() - startedAt).toBeLessThan(QUICK_MS);
  expect((await healthy(range, () => true)).version).toBe("1.1.0-agent-optimizations");
  expect(readdirSync(path.dirname(APP_DIR)).sort()).toEqual(["app", "deployments.log", "ecosystem.config.cjs"]);
  expect(readdirSync(SAFETY_DIR)).toEqual([]);
  expect(existsSync(range.address.stateDir)).toBe(false);
  expect(await onTarget(range, "git describe --tags --exact-match; git status --porcelain")).toBe(
    "v1.1.0-agent-optimizations\n",
  );
  expect(readFileSync(APP_LOG, "utf8").match(/listening/g)).toHaveLength(1);
  expect(step && isAlive(step)).toBe(false);
});

test("stop ends everything, also from another process, and the next start finds the application as it was left", async () => {
  await startTraffic(range);
  await onTarget(range, `echo ENABLE_PARALLEL_UPLOADS=false >> .env; setsid sleep 300 >/dev/null 2>&1 </dev/null &`);
  expect(running().length).toBeGreaterThanOrEqual(5);
  await cli("stop");
  expect(running()).toEqual([]);
  expect(await portAnswers(range.address.port)).toBe(false);
  expect(await askHealth(range.parameters.HEALTH_URL)).toBeNull();
  range = await createRange({ root, cacheDir: RANGE_CACHE });
  expect((await healthy(range, () => true)).features.parallelUploads).toBe(false);
});

test("an application whose pm2 was killed is ended and started anew on the same port", async () => {
  const orphan = identify(await pidOf());
  const daemon = pm2Daemon(insideOf(range).pm2);
  signal(daemon?.pid ?? 0, "SIGKILL");
  await until("the daemon to die", () => daemon && !isAlive(daemon));
  expect(orphan && isAlive(orphan)).toBe(true);
  expect(await createRange({ root, cacheDir: RANGE_CACHE })).toEqual(range);
  expect(orphan && isAlive(orphan)).toBe(false);
  expect(await pidOf()).not.toBe(orphan?.pid);
});

test("everything killed at once: the next start is whole again", async () => {
  for (const { pid } of markedProcesses(root)) signal(pid, "SIGKILL");
  await until("all to be gone", () => running().length === 0);
  range = await createRange({ root, cacheDir: RANGE_CACHE });
  await pidOf();
  (await login(range.address)).client.end();
});

test("a port that somebody took meanwhile is replaced", async () => {
  await stopRange(range);
  const taken = Number(new URL(range.parameters.APP_URL).port);
  const thief = createServer().listen(taken, "127.0.0.1");
  await new Promise((resolve) => thief.once("listening", resolve));
  range = await createRange({ root, cacheDir: RANGE_CACHE });
  expect(Number(new URL(range.parameters.APP_URL).port)).not.toBe(taken);
  await pidOf();
  await new Promise((resolve) => thief.close(resolve));
});

test("two ranges are made at once out of the same empty cache, one of them below a very long path", async () => {
  const scratch = scratchDir();
  const cacheDir = path.join(scratch, "cache");
  const roots = [path.join(scratch, "a"), path.join(scratch, "long".repeat(30), "b")];
  for (const dir of roots) mkdirSync(path.dirname(dir), { recursive: true });
  const seen: string[] = [];
  const ranges = await Promise.all(
    roots.map((dir) => createRange({ root: dir, cacheDir, onProgress: ({ done, of }) => seen.push(`${done}/${of}`) })),
  );
  for (const made of ranges)
    expect((await askHealth(made.parameters.HEALTH_URL))?.version).toBe("1.1.0-agent-optimizations");
  expect(new Set(ranges.map(({ address }) => address.port)).size).toBe(2);
  expect(seen).toContain("7/8");
  expect(readdirSync(cacheDir)).toHaveLength(1);
  for (const made of ranges) await removeRange(made);
  expect(ranges.flatMap((made) => markedProcesses(made.root))).toEqual([]);
  rmSync(scratch, { recursive: true });
});

test("a directory that holds something else is refused and left alone", async () => {
  const dir = scratchDir();
  writeFileSync(path.join(dir, "thesis.txt"), "all of it");
  await expect(createRange({ root: dir })).rejects.toThrow(/is not a drill range: it holds thesis.txt/);
  expect(readdirSync(dir)).toEqual(["thesis.txt"]);
  rmSync(dir, { recursive: true });
});
