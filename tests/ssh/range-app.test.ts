import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { watchFromOutside } from "#lib/range/outside.ts";
import { pm2App } from "#lib/range/pm2.ts";
import type { Range } from "#lib/range/range.ts";
import { resetRange } from "#lib/range/reset.ts";
import { insideOf } from "#lib/range/state.ts";
import { startTraffic, stopTraffic } from "#lib/range/traffic.ts";
import { until } from "#lib/range/wait.ts";
import { attemptOnTarget, HOOK_MS, healthy, nextTraffic, onTarget, RESTART, scratchRange } from "./range-kit.ts";

let range: Range;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ range, remove } = await scratchRange());
}, HOOK_MS);
afterAll(() => remove(), HOOK_MS);

const post = (route: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${range.parameters.APP_URL}${route}`, { method: "POST", body, headers });
const spawnAgent = (name: string, headers?: Record<string, string>) =>
  post("/api/agents/spawn", JSON.stringify({ agents: [{ type: "researcher", name }] }), headers);
const log = () => readFileSync(range.parameters.APP_LOG, "utf8");
const inLog = (text: string) => until(`"${text}" in the log`, () => log().includes(text));

/** Restarts the application with exactly these toggles in `.env`, the others off. */
async function onlyWith(toggle: string | null): Promise<void> {
  const all = ["ENABLE_PARALLEL_SPAWNING", "ENABLE_PARALLEL_UPLOADS", "ENABLE_MCP_TRACKING"];
  const lines = all.map((name) => `${name}=${name === toggle}`).join("\\n");
  const before = await healthy(range, () => true);
  await onTarget(range, `sed -i '/^ENABLE_/d' .env; printf '${lines}\\n' >> .env; ${RESTART}`);
  await healthy(range, ({ pid }) => pid !== before.pid);
}

describe("under traffic", () => {
  beforeEach(async () => {
    await resetRange(range);
    await startTraffic(range, { requestsPerSecond: 10 });
  }, HOOK_MS);
  afterAll(() => stopTraffic(range));

  test("v1.1.0 fails more than 5 % of the requests and restarts by crashing, and toggles heal it", async () => {
    const broken = await nextTraffic(range, 60);
    expect(broken.errors / broken.requests).toBeGreaterThan(0.05);
    await until("a crash", async () => ((await pm2App(insideOf(range).pm2))?.restarts ?? 0) > 0);
    await inLog("ERROR [crash] MCP connection reset");

    await onlyWith(null);
    const restartsAfterToggle = (await pm2App(insideOf(range).pm2))?.restarts;
    const { features, version } = await healthy(range, ({ status }) => status === "healthy");
    expect(features).toEqual({ parallelSpawning: false, parallelUploads: false, mcpTracking: false });
    expect(version).toBe("1.1.0-agent-optimizations");
    // Requests that met the restart are counted with the first of these.
    await nextTraffic(range, 15);
    expect((await nextTraffic(range, 50)).errors).toBe(0);
    expect((await pm2App(insideOf(range).pm2))?.restarts).toBe(restartsAfterToggle);
  });

  test("v1.0.0-stable heals it, built by plain commands without a registry", async () => {
    await onTarget(
      range,
      `export npm_config_registry=http://127.0.0.1:1/
       git checkout -q --detach refs/tags/v1.0.0-stable
       npm ci --include=dev; NODE_ENV=production npm run -s build; npm prune --omit=dev
       ${RESTART}; git diff --quiet HEAD`,
    );
    const { features } = await healthy(range, ({ version }) => version === "1.0.0-stable");
    expect(features).toEqual({ parallelSpawning: false, parallelUploads: false, mcpTracking: false });
    await nextTraffic(range, 15);
    expect((await nextTraffic(range, 50)).errors).toBe(0);
  });
});

test("seen from outside, a restart is one short time without an answer", async () => {
  await resetRange(range);
  const watch = watchFromOutside(range.parameters.HEALTH_URL);
  const before = await healthy(range, () => true);
  await onTarget(range, RESTART);
  await healthy(range, ({ pid }) => pid !== before.pid);
  const view = await watch.stop();
  expect(view.downWindowsMs).toHaveLength(1);
  expect(view.downMs).toBeGreaterThan(50);
  expect(view.downMs).toBeLessThan(5000);
  expect(view.failed).toBeLessThan(view.probes);
  expect(Object.keys(view.versions)).toEqual(["1.1.0-agent-optimizations"]);
});

describe("each defect of v1.1.0 behind its toggle", () => {
  beforeAll(() => resetRange(range), HOOK_MS);

  test("GAP-001: every third spawn waits and answers 500", async () => {
    await onlyWith("ENABLE_PARALLEL_SPAWNING");
    const answers = [];
    for (const name of ["one", "two", "three"]) answers.push((await spawnAgent(name)).status);
    expect(answers).toEqual([200, 200, 500]);
    await inLog("ERROR [http] POST /api/agents/spawn failed: Agent spawn timeout");
  });

  test("QW-001: every fourth upload answers 207, and each keeps 4 MB", async () => {
    await onlyWith("ENABLE_PARALLEL_UPLOADS");
    const before = (await healthy(range, () => true)).stats.rssBytes;
    const answers = [];
    for (let index = 0; index < 12; index += 1) answers.push((await post("/api/upload", "x".repeat(1000))).status);
    expect(answers.filter((status) => status === 207)).toHaveLength(3);
    expect((await healthy(range, () => true)).stats.rssBytes - before).toBeGreaterThan(40 * 1024 * 1024);
  });

  test("QW-002: the process dies after 40 tracked events", async () => {
    await onlyWith("ENABLE_MCP_TRACKING");
    const { pid } = await healthy(range, () => true);
    // The process may die before its last answer is out.
    for (let index = 0; index < 40; index += 1) await post("/api/upload", "x").catch(() => null);
    await healthy(range, (health) => health.pid !== pid);
  });

  test("switched off, the log says the sequential way is taken", async () => {
    await onlyWith(null);
    await spawnAgent("quiet");
    await post("/api/upload", "x");
    for (const line of ["sequential agent spawning", "sequential upload", "MCP tracking unavailable: disabled"]) {
      await inLog(line);
    }
  });
});

describe("synthetic probes", () => {
  const counts = async () => {
    const { agents, uploads } = await (await fetch(`${range.parameters.APP_URL}/api/agents`)).json();
    return [agents.count, uploads.count];
  };

  test("leave nothing behind, where a real request does", async () => {
    await onlyWith(null);
    const before = await counts();
    expect((await spawnAgent("rollback-probe")).status).toBe(200);
    expect((await spawnAgent("x", { "x-backout-probe": "1" })).status).toBe(200);
    expect((await post("/api/upload", "x", { "x-backout-probe": "1" })).status).toBe(200);
    expect(await counts()).toEqual(before);
    await spawnAgent("real");
    expect(await counts()).toEqual([before[0] + 1, before[1]]);
  });

  test("a request that makes no sense is refused and is no failure of the application", async () => {
    const { errors } = (await healthy(range, () => true)).stats;
    expect((await post("/api/agents/spawn", "{")).status).toBe(400);
    expect((await post("/api/agents/spawn", '{"agents":[{}]}')).status).toBe(400);
    expect((await healthy(range, () => true)).stats.errors).toBe(errors);
  });
});

describe("what a rollback by the book runs into", () => {
  beforeAll(() => resetRange(range), HOOK_MS);

  test("npm ci --production and npm run build: the build tool is missing and the old build is gone", async () => {
    const tree = `${range.parameters.APP_DIR}-copy`;
    await onTarget(range, `cp -a . ${tree}; cd ${tree}; npm ci --production`);
    const build = await attemptOnTarget(range, `cd ${tree}; NODE_ENV=production npm run build`);
    expect(build.code).toBe(127);
    expect(build.stderr).toContain("sucrase: not found");
    expect(existsSync(path.join(tree, "dist"))).toBe(false);
  });

  test("without the lock file npm ci refuses", async () => {
    const ci = await attemptOnTarget(
      range,
      `cd ${range.parameters.APP_DIR}-copy; rm package-lock.json; npm ci --production`,
    );
    expect(ci.code).toBe(1);
    expect(ci.stderr).toContain("EUSAGE");
  });

  test("a careless choice of the newest stable tag takes one that was never deployed", async () => {
    const tags = async (command: string) => (await onTarget(range, command)).trim();
    expect(await tags("git tag --list | grep stable | tail -1")).toBe("v2.0.0-unstable");
    expect(await tags("git tag --list '*-stable' | tail -1")).toBe("v1.9.0-stable");
    expect(await tags("git tag --list 'v*-stable' --sort=-v:refname | head -1")).toBe("v1.10.0-stable");
    expect(await tags("git tag --list 'v*-stable' --merged HEAD --sort=-v:refname | head -1")).toBe("v1.0.0-stable");
  });

  test("the deployment record names the proven release by the commit its tag stands for", async () => {
    const lines = readFileSync(range.parameters.DEPLOY_LOG, "utf8").trim().split("\n");
    const proven = lines.map((line) => JSON.parse(line)).filter(({ result }) => result === "healthy");
    expect(proven.map(({ tag }) => tag)).toEqual(["v1.0.0-stable"]);
    const commit = await onTarget(range, "git rev-parse 'refs/tags/v1.0.0-stable^{commit}'");
    expect(proven[0].commit).toBe(commit.trim());
  });
});
