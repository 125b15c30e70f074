import { readdirSync, readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createRange } from "#lib/range/create.ts";
import {
  activeFaults,
  clearFaults,
  type FaultName,
  injectFault,
  type ListedFault,
  listFaults,
} from "#lib/range/faults.ts";
import { askHealth } from "#lib/range/health.ts";
import { pm2App } from "#lib/range/pm2.ts";
import type { Range, SshKind } from "#lib/range/range.ts";
import { resetRange } from "#lib/range/reset.ts";
import { findSshd } from "#lib/range/ssh-service.ts";
import { insideOf } from "#lib/range/state.ts";
import { until } from "#lib/range/wait.ts";
import { attemptOnTarget, HOOK_MS, healthy, onTarget, RESTART, scratchRange } from "./range-kit.ts";
import { exec, login } from "./range-ssh-client.ts";

let range: Range;
let remove: () => Promise<void>;
let faults: ListedFault[];
const kinds: SshKind[] = (await findSshd()) === null ? ["embedded"] : ["embedded", "openssh"];

beforeAll(async () => {
  ({ range, remove } = await scratchRange());
  faults = await listFaults();
}, HOOK_MS);
afterEach(() => resetRange(range), HOOK_MS);
afterAll(() => remove(), HOOK_MS);

const answers = async () => (await askHealth(range.parameters.HEALTH_URL, 1000)) !== null;
const code = async (script: string) => (await attemptOnTarget(range, script)).code;
const inject = (name: FaultName) => injectFault(range, name);
const goodBackups = async () => {
  const check = await attemptOnTarget(range, 'cd "$BACKUP_DIR"; sha256sum -c --quiet -- *.sha256 2>/dev/null | wc -l');
  return (
    readdirSync(range.parameters.BACKUP_DIR).filter((name) => name.endsWith(".sha256")).length - Number(check.stdout)
  );
};

test("bad-release: v1.1.0 runs with every toggle on, also after it was healed", async () => {
  await onTarget(range, `printf 'ENABLE_MCP_TRACKING=false\\n' >> .env; ${RESTART}`);
  await healthy(range, ({ features }) => !features.mcpTracking);
  await inject("bad-release");
  const { features, version } = await healthy(range, (health) => health.features.mcpTracking);
  expect(version).toBe("1.1.0-agent-optimizations");
  expect(features).toEqual({ parallelSpawning: true, parallelUploads: true, mcpTracking: true });
  expect(readFileSync(`${range.parameters.APP_DIR}/.env`, "utf8")).toContain("ENABLE_MCP_TRACKING=true");
});

test("dirty-tree: a checkout in place is refused until it is cleared", async () => {
  await inject("dirty-tree");
  expect(await code("git checkout -q v1.0.0-stable")).toBe(1);
  await clearFaults(range);
  expect(await code('test -z "$(git status --porcelain)" && git checkout -q v1.0.0-stable')).toBe(0);
});

test("missing-tag: the stable tag resolves nowhere until it is cleared", async () => {
  await inject("missing-tag");
  expect(await code("git rev-parse -q --verify refs/tags/v1.0.0-stable")).toBe(1);
  expect(await onTarget(range, "git ls-remote --tags origin v1.0.0-stable")).toBe("");
  await clearFaults(range);
  expect(await code("git rev-parse -q --verify refs/tags/v1.0.0-stable")).toBe(0);
});

test("moved-tag: the stable tag resolves to another commit than the deployment record has", async () => {
  const recorded = JSON.parse(readFileSync(range.parameters.DEPLOY_LOG, "utf8").split("\n")[0] ?? "").commit;
  const resolved = async () => (await onTarget(range, "git rev-parse 'refs/tags/v1.0.0-stable^{commit}'")).trim();
  expect(await resolved()).toBe(recorded);
  await inject("moved-tag");
  expect(await resolved()).not.toBe(recorded);
  await clearFaults(range);
  expect(await resolved()).toBe(recorded);
});

test("truncated-backup: of two good backups one is left", async () => {
  expect(await goodBackups()).toBe(2);
  await inject("truncated-backup");
  expect(await goodBackups()).toBe(1);
  await clearFaults(range);
  expect(await goodBackups()).toBe(2);
});

test("no-backup: the directory is empty, and full again when it is cleared", async () => {
  const before = readdirSync(range.parameters.BACKUP_DIR).length;
  await inject("no-backup");
  expect(readdirSync(range.parameters.BACKUP_DIR)).toEqual([]);
  await clearFaults(range);
  expect(readdirSync(range.parameters.BACKUP_DIR)).toHaveLength(before);
});

test("crash-loop: pm2 restarts a process that never answers", async () => {
  await inject("crash-loop");
  await until("three restarts", async () => ((await pm2App(insideOf(range).pm2))?.restarts ?? 0) >= 3);
  expect(await answers()).toBe(false);
  await clearFaults(range);
  await healthy(range, ({ status }) => status === "healthy");
});

test("hung-process: pm2 says online and nothing is answered", async () => {
  await inject("hung-process");
  expect((await pm2App(insideOf(range).pm2))?.status).toBe("online");
  expect(await answers()).toBe(false);
  await clearFaults(range);
  await healthy(range, () => true);
});

test("full-disk: no room for a second tree; where mounts are not allowed it says so", async () => {
  const listed = faults.find(({ name }) => name === "full-disk");
  if (!listed?.available) {
    expect(listed?.reason).toMatch(/mount/);
    await expect(inject("full-disk")).rejects.toThrow(/full-disk is not available: .*mount/);
    return;
  }
  await inject("full-disk");
  await healthy(range, () => true);
  const copy = await attemptOnTarget(range, 'cp -a . "$APP_DIR.next"');
  expect(copy.stderr).toContain("No space left on device");
  await clearFaults(range);
  await healthy(range, () => true);
  expect(await code('cp -a . "$APP_DIR.next2"')).toBe(0);
});

describe.each(kinds)("on the way to the target, over %s", (kind) => {
  beforeAll(async () => {
    range = await createRange({ root: range.root, ssh: kind });
  }, HOOK_MS);

  test("wrong-host-key: a client that pins the key refuses the host", async () => {
    await inject("wrong-host-key");
    await expect(login(range.address)).rejects.toThrow("verification failed");
    await clearFaults(range);
    (await login(range.address)).client.end();
  });

  test("unreachable: SSH is refused and the application goes on", async () => {
    await inject("unreachable");
    await expect(login(range.address)).rejects.toThrow("ECONNREFUSED");
    expect(await answers()).toBe(true);
    await clearFaults(range);
    (await login(range.address)).client.end();
  });

  test("slow-network: every round trip takes 300 ms more and loses nothing", async () => {
    await inject("slow-network");
    const { client } = await login(range.address);
    const startedAt = performance.now();
    const bytes = Buffer.alloc(50_000, "slow");
    expect((await exec(client, "cat", bytes)).stdout.equals(bytes)).toBe(true);
    expect(performance.now() - startedAt).toBeGreaterThan(300);
    client.end();
    await clearFaults(range);
    const quick = await login(range.address);
    expect((await exec(quick.client, "echo back")).stdout.toString()).toBe("back\n");
    quick.client.end();
  });
});

test("stale-pm2-env: editing .env and restarting changes nothing", async () => {
  await inject("stale-pm2-env");
  const { pid } = await healthy(range, () => true);
  await onTarget(range, `printf 'ENABLE_MCP_TRACKING=false\\n' >> .env; ${RESTART}`);
  expect((await healthy(range, (health) => health.pid !== pid)).features.mcpTracking).toBe(true);
  await clearFaults(range);
  await healthy(range, ({ features }) => !features.mcpTracking);
});

test("no-final-newline: what is appended becomes part of the secret", async () => {
  await inject("no-final-newline");
  await onTarget(range, "echo ENABLE_MCP_TRACKING=false >> .env");
  const env = () => readFileSync(`${range.parameters.APP_DIR}/.env`, "utf8");
  expect(env()).toContain(`SESSION_SECRET=${range.sessionSecret}ENABLE_MCP_TRACKING=false`);
  await clearFaults(range);
  expect(env().endsWith(`SESSION_SECRET=${range.sessionSecret}\n`)).toBe(true);
});

test("lock-file-missing: npm ci refuses until it is cleared", async () => {
  await inject("lock-file-missing");
  expect((await attemptOnTarget(range, "npm ci --production")).stderr).toContain("EUSAGE");
  await clearFaults(range);
  expect(await code("npm ci --production")).toBe(0);
});

test("faults add up, are remembered, and are all taken back at once", async () => {
  await inject("hung-process");
  await inject("no-backup");
  await inject("unreachable");
  expect(activeFaults(range)).toEqual(["hung-process", "no-backup", "unreachable"]);
  await clearFaults(range);
  expect(activeFaults(range)).toEqual([]);
  expect(await answers()).toBe(true);
  expect(await goodBackups()).toBe(2);
  (await login(range.address)).client.end();
});

test("every fault says in one line what it is", () => {
  for (const { description } of faults) expect(description).toMatch(/^[^\n]{20,140}$/);
});
