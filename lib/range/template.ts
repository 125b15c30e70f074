import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { run } from "./command.ts";
import { linkTree } from "./copy.ts";
import { buildHistory } from "./history.ts";
import { BROKEN_TAG, type PreparedLayout, preparedLayout, STABLE_TAG } from "./layout.ts";

const HERE = import.meta.dirname;
/** What a template is made of: another content is another template. */
const INGREDIENTS = ["app", "tools", "history.ts", "template.ts"];

export type BuildOptions = {
  /** Environment of the range: finds git and node, keeps the person's configuration out. */
  env: Record<string, string>;
  /** Told once as each part begins. */
  onPart: (title: string) => void;
};

/** Number of times `onPart` is called by a build. */
export const TEMPLATE_PARTS = 4;

/** Identifies what `makePrepared` would build now. */
export function templateHash(): string {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch} ${process.versions.modules}\n`);
  for (const ingredient of INGREDIENTS) addToHash(hash, path.join(HERE, ingredient), ingredient);
  return hash.digest("hex").slice(0, 16);
}

function addToHash(hash: ReturnType<typeof createHash>, file: string, name: string): void {
  if (!statSync(file).isDirectory()) {
    hash.update(`${name}\n`).update(readFileSync(file));
    return;
  }
  for (const entry of readdirSync(file).sort()) addToHash(hash, path.join(file, entry), `${name}/${entry}`);
}

/**
 * Fills `dir` with everything that a range needs and never changes. With a `cacheDir` the work is done once per content for all
 * ranges that share it, and `dir` is hard links into it. Safe to run at the same time for several ranges.
 */
export async function makePrepared(dir: string, cacheDir: string | undefined, options: BuildOptions): Promise<void> {
  rmSync(dir, { recursive: true, force: true });
  if (cacheDir === undefined) return build(preparedLayout(dir), options);
  const cached = path.join(cacheDir, templateHash());
  if (!existsSync(cached)) await buildCached(cached, options);
  linkTree(cached, dir);
}

async function buildCached(cached: string, options: BuildOptions): Promise<void> {
  mkdirSync(path.dirname(cached), { recursive: true });
  const building = mkdtempSync(`${cached}.building-`);
  try {
    await build(preparedLayout(building), options);
    renameSync(building, cached);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    // Another range may have finished the same template meanwhile; then its result is ours.
    if (!existsSync(cached)) throw error;
  }
}

async function build(to: PreparedLayout, options: BuildOptions): Promise<void> {
  mkdirSync(to.dir, { recursive: true });
  options.onPart("installing pm2 for the range");
  cpSync(path.join(HERE, "tools"), to.tools, { recursive: true });
  // With the person's own npm cache: the range's own holds only what a rollback installs.
  await npm(to.tools, "ci", "--omit=dev", "--ignore-scripts");
  options.onPart("making the application's repository");
  await buildHistory(to.origin, options.env);
  for (const tag of [STABLE_TAG, BROKEN_TAG]) {
    options.onPart(`building ${tag}`);
    await buildTree(to, tag, options.env);
  }
  // The backup carries the .env of its day: another port, and a secret that was changed since.
  const oldSecret = "SESSION_SECRET=changed-since-this-backup";
  writeFileSync(path.join(to.tree(STABLE_TAG), ".env"), `PORT=3000\n${oldSecret}\n`, { mode: 0o600 });
  const archive = ["--exclude=./node_modules", "-czf", to.backup, "-C", to.tree(STABLE_TAG), "."];
  await run("tar", archive, { env: options.env });
}

/** A release as it is deployed: cloned, installed, built, and without its development packages. */
async function buildTree(to: PreparedLayout, tag: string, env: Record<string, string>): Promise<void> {
  const tree = to.tree(tag);
  mkdirSync(path.dirname(tree), { recursive: true });
  await run("git", ["clone", "-q", to.origin, tree], { env });
  await run("git", ["-C", tree, "-c", "advice.detachedHead=false", "checkout", "-q", "--detach", `refs/tags/${tag}`], {
    env,
  });
  await npm(tree, "ci", "--include=dev", "--cache", to.npmCache);
  await run("npm", ["run", "-s", "build"], { cwd: tree, env: { ...env, NODE_ENV: "production" } });
  await npm(tree, "prune", "--omit=dev", "--cache", to.npmCache);
}

/** With the environment of whoever starts us: proxies and registry settings are needed to reach the registry. */
async function npm(cwd: string, ...args: string[]): Promise<void> {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--omit-lockfile-registry-resolved=false"];
  await run("npm", [...args, ...quiet, "--prefer-offline"], { cwd, timeoutMs: 300_000 });
}
