import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { cutLine } from "#lib/domain/card/text.ts";
import { askHealth } from "#lib/range/health.ts";
import type { Range } from "#lib/range/range.ts";
import { resetRange } from "#lib/range/reset.ts";
import { startTraffic } from "#lib/range/traffic.ts";
import { HOOK_MS, scratchRange } from "./range-kit.ts";
import { exec, login } from "./range-ssh-client.ts";

const scratch = mkdtempSync(path.join(tmpdir(), "backout-card-"));
let range: Range;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ range, remove } = await scratchRange());
  await startTraffic(range);
}, HOOK_MS);
beforeEach(() => resetRange(range), HOOK_MS);
afterAll(async () => {
  await remove();
  rmSync(scratch, { recursive: true, force: true });
}, HOOK_MS);

/** `backout card --offline`: no server, no network, only the checkout and a file about the target. */
function offlineCard(...more: string[]) {
  const { host, port, user, hostKeySha256 } = range.address;
  const file = path.join(scratch, "target.json");
  const target = {
    name: "drill-1",
    host,
    port,
    user,
    hostKeySha256,
    environment: "drill",
    parameters: range.parameters,
    watchSeconds: 3,
  };
  writeFileSync(file, JSON.stringify(target));
  return spawnSync(
    process.execPath,
    ["scripts/backout.mjs", "card", "--offline", "--playbook", "agent-platform", "--target-file", file, ...more],
    { encoding: "utf8", env: { NODE_ENV: "production", PATH: process.env.PATH, BACKOUT_URL: "http://127.0.0.1:9" } },
  );
}
/** What stands between the cut lines of the printed card. */
function pasted(text: string, id: string): string {
  const [begin, end] = [cutLine(id, "begin"), cutLine(id, "end")].map((line) => text.indexOf(`${line}\n`));
  if (begin === undefined || end === undefined || begin < 0 || end < 0) throw new Error(`nothing to paste for ${id}`);
  return text.slice(begin + cutLine(id, "begin").length + 1, end);
}
/** Logged in over SSH, with the text given to a shell. */
async function paste(text: string, shell = "sh") {
  const { client } = await login({ ...range.address });
  try {
    return await exec(client, shell, Buffer.from(text));
  } finally {
    client.end();
  }
}
const features = async () => (await askHealth(range.parameters.HEALTH_URL))?.features;

describe("what the offline card prints", () => {
  test("for level 1, pasted into a shell on the target, switches the features off and proves it", async () => {
    const { stdout, status } = offlineCard();
    expect(status).toBe(0);
    const done = await paste(pasted(stdout, "level-1"));
    const output = done.stdout.toString() + done.stderr;
    expect(done.code, output).toBe(0);
    expect(output).toContain("PROVEN");
    expect(output).not.toContain(range.sessionSecret);
    expect(await features()).toEqual({ parallelSpawning: false, parallelUploads: false, mcpTracking: false });
    expect(readFileSync(path.join(range.parameters.APP_DIR, ".env"), "utf8").match(/^ENABLE_.*=false$/gm)).toHaveLength(
      3,
    );
  }, 180_000);

  test("for level 2 builds the proven release, switches and proves it", async () => {
    const { stdout } = offlineCard();
    const done = await paste(pasted(stdout, "level-2"));
    expect(done.code, done.stdout.toString() + done.stderr).toBe(0);
    expect((await askHealth(range.parameters.HEALTH_URL))?.version).toContain("1.0.0");
  }, 300_000);

  test("stops at the first step that fails, and says what was not done", async () => {
    const { stdout } = offlineCard();
    rmSync(path.join(range.parameters.APP_DIR, ".env"));
    const done = await paste(pasted(stdout, "level-1"), "dash");
    expect(done.code).toBe(1);
    expect(done.stdout.toString()).toContain('STOPPED: "Check the target" failed');
    expect(done.stdout.toString()).not.toContain("2. ");
    expect(existsSync(path.join(range.parameters.APP_DIR, ".env"))).toBe(false);
  });

  test("as a kit of files runs with the one command that the card names for it", async () => {
    const kit = path.join(scratch, "kit");
    expect(offlineCard("--out", kit).status).toBe(0);
    expect(spawnSync("sha256sum", ["--check", "--quiet", "SHA256SUMS"], { cwd: kit, encoding: "utf8" }).stderr).toBe(
      "",
    );
    const done = await paste(readFileSync(path.join(kit, "gap-001.sh"), "utf8"));
    expect(done.code, done.stdout.toString() + done.stderr).toBe(0);
    expect(await features()).toMatchObject({ parallelSpawning: false, parallelUploads: true });
  }, 180_000);
});
