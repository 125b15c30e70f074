import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "./command.ts";
import { copyTree } from "./copy.ts";
import { type DataState, dataEnvironment, resetData } from "./data/data.ts";
import { BROKEN_TAG, preparedLayout, type RangeLayout, STABLE_TAG } from "./layout.ts";
import type { AgentPlatformParameters } from "./parameters.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export type Deployment = {
  layout: RangeLayout;
  parameters: AgentPlatformParameters;
  appPort: number;
  sessionSecret: string;
  /** Null in a range without databases. */
  data: DataState | null;
  env: Record<string, string>;
};

/** Puts everything below `opt/`, `backups/` and the log as it was right after the bad release went out. The application must be stopped. */
export async function deployBroken(deployment: Deployment): Promise<void> {
  const { layout, parameters } = deployment;
  rmSync(layout.opt, { recursive: true, force: true });
  mkdirSync(layout.opt, { recursive: true });
  rmSync(parameters.SAFETY_DIR, { recursive: true, force: true });
  for (const dir of [parameters.DB_BACKUP_DIR, path.dirname(layout.log)]) mkdirSync(dir, { recursive: true });
  mkdirSync(parameters.SAFETY_DIR, { recursive: true, mode: 0o700 });
  writeFileSync(layout.log, "");
  writeFileSync(parameters.ECOSYSTEM, ecosystem(layout, parameters));
  await restoreOrigin(deployment);
  await putTree(deployment, BROKEN_TAG);
  writeEnvFile(deployment);
  await writeDeployLog(deployment);
  writeBackups(deployment);
  if (deployment.data) await resetData(layout, deployment.data, parameters.DB_BACKUP_DIR);
}

/** Makes `tag` the tree at APP_DIR, built, without an `.env`. */
export async function putTree({ layout, env }: Deployment, tag: string): Promise<void> {
  rmSync(layout.app, { recursive: true, force: true });
  copyTree(preparedLayout(layout.prepared).tree(tag), layout.app);
  await run("git", ["-C", layout.app, "remote", "set-url", "origin", layout.origin], { env });
  // The copy has other inodes than the index knows; without this, plumbing takes every file for changed.
  await run("git", ["-C", layout.app, "update-index", "-q", "--refresh"], { env });
}

/** The repository that the application is deployed from, as it was made: every tag where it belongs. */
export async function restoreOrigin({ layout }: Deployment): Promise<void> {
  rmSync(layout.origin, { recursive: true, force: true });
  copyTree(preparedLayout(layout.prepared).origin, layout.origin);
}

export function writeEnvFile(
  { layout, appPort, sessionSecret, data }: Deployment,
  extra: string[] = [],
  finalNewline = true,
): void {
  const databases = data ? dataEnvironment(layout, data) : [];
  const lines = [`PORT=${appPort}`, "LOG_LEVEL=info", ...databases, ...extra, `SESSION_SECRET=${sessionSecret}`];
  writeFileSync(path.join(layout.app, ".env"), lines.join("\n") + (finalNewline ? "\n" : ""), { mode: 0o600 });
}

/** Changes ports in an `.env` that may hold what a rollback wrote. */
export function movePorts({ layout, appPort, data }: Deployment): void {
  const file = path.join(layout.app, ".env");
  if (!existsSync(file)) return;
  const lines = [`PORT=${appPort}`, ...(data ? dataEnvironment(layout, data) : [])];
  let text = readFileSync(file, "utf8");
  for (const line of lines) text = text.replace(new RegExp(`^${line.split("=", 1)[0]}=.*$`, "m"), line);
  writeFileSync(file, text);
}

export function newSessionSecret(): string {
  return `range-canary-${randomBytes(12).toString("hex")}`;
}

async function writeDeployLog({ layout, parameters, env }: Deployment): Promise<void> {
  const commitOf = async (tag: string) =>
    (await run("git", ["-C", layout.app, "rev-parse", `refs/tags/${tag}^{commit}`], { env })).trim();
  const lines = [
    { at: ago(9 * DAY_MS), tag: STABLE_TAG, commit: await commitOf(STABLE_TAG), result: "healthy" },
    { at: ago(25 * MINUTE_MS), tag: BROKEN_TAG, commit: await commitOf(BROKEN_TAG), result: "unknown" },
  ];
  writeFileSync(parameters.DEPLOY_LOG, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

/**
 * Two good backups of v1.0.0 (the newer one made just before the deployment), then, newer than both, one that was cut off
 * and an empty one: what a choice by date alone would take.
 */
export function writeBackups({ layout, parameters }: Deployment): void {
  rmSync(parameters.BACKUP_DIR, { recursive: true, force: true });
  mkdirSync(parameters.BACKUP_DIR, { recursive: true });
  const archive = readFileSync(preparedLayout(layout.prepared).backup);
  const sum = createHash("sha256").update(archive).digest("hex");
  const put = (ageMs: number, bytes: Buffer, withSum: boolean) => {
    const name = backupName(ageMs);
    const file = path.join(parameters.BACKUP_DIR, name);
    writeFileSync(file, bytes, { mode: 0o600 });
    if (withSum) writeFileSync(`${file}.sha256`, `${sum}  ${name}\n`);
    const at = new Date(Date.now() - ageMs);
    for (const made of withSum ? [file, `${file}.sha256`] : [file]) utimesSync(made, at, at);
  };
  put(8 * DAY_MS, archive, true);
  put(30 * MINUTE_MS, archive, true);
  put(20 * MINUTE_MS, archive.subarray(0, Math.floor(archive.length / 2)), true);
  put(10 * MINUTE_MS, Buffer.alloc(0), false);
}

function backupName(ageMs: number): string {
  const stamp = ago(ageMs).replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `backup-${stamp}.tar.gz`;
}

function ago(ms: number): string {
  return new Date(Date.now() - ms).toISOString();
}

function ecosystem(layout: RangeLayout, parameters: AgentPlatformParameters): string {
  const app = {
    name: parameters.PM2_APP,
    cwd: layout.app,
    script: "dist/server.js",
    interpreter: path.join(layout.bin, "node"),
    exec_mode: "fork",
    out_file: layout.log,
    error_file: layout.log,
    merge_logs: true,
    kill_timeout: 1600,
    restart_delay: 500,
    min_uptime: 2000,
    max_restarts: 16,
    // pm2 finds children with `ps`, which a small machine may lack; the application has none.
    treekill: false,
    pmx: false,
  };
  return `module.exports = ${JSON.stringify({ apps: [app] }, null, 2)};\n`;
}

/** Whether something is deployed at all. */
export function isDeployed(layout: RangeLayout): boolean {
  return existsSync(path.join(layout.app, "package.json"));
}
