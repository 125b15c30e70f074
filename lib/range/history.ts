import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "./command.ts";
import { BROKEN_TAG, STABLE_TAG } from "./layout.ts";

const SOURCES = path.join(import.meta.dirname, "app");

/**
 * Tags that a careless selection takes for the newest stable release: by text `v2.0.0-unstable` (its name ends in "stable") or
 * `v1.9.0-stable`, by version `v1.10.0-stable`. None of them ever led to what is deployed.
 */
export const TRAP_TAGS = ["v1.9.0-stable", "v1.10.0-stable", "v2.0.0-unstable"] as const;

/**
 * Builds the application's bare repository at `origin`; `env` finds git and keeps the person's own configuration out. Authors and dates are fixed, so every range has the same commits.
 *
 * ```
 * main   v1.0.0-stable ── v1.1.0-agent-optimizations
 * next        └── v1.9.0-stable ── v1.10.0-stable ── v2.0.0-unstable
 * ```
 */
export async function buildHistory(origin: string, env: Record<string, string>): Promise<void> {
  const work = mkdtempSync(`${origin}.work-`);
  const git = (date: string, ...args: string[]) =>
    run("git", ["-C", work, ...args], { env: { ...env, ...authored(date) } });
  try {
    await git(DATES.stable, "init", "-q", "-b", "main");
    cpSync(path.join(SOURCES, "v1.0.0"), work, { recursive: true });
    await commit(git, DATES.stable, "release 1.0.0");
    await git(DATES.stable, "tag", "-a", STABLE_TAG, "-m", "1.0.0, stable");
    cpSync(path.join(SOURCES, "v1.1.0"), work, { recursive: true });
    await commit(git, DATES.broken, "GAP-001, QW-001, QW-002: parallel spawning, parallel uploads, MCP tracking");
    await git(DATES.broken, "tag", BROKEN_TAG);
    await git(DATES.next, "checkout", "-q", "-b", "next", STABLE_TAG);
    for (const tag of TRAP_TAGS) {
      setVersion(path.join(work, "package.json"), tag.slice(1));
      await commit(git, DATES.next, `next: ${tag.slice(1)}`);
      await git(DATES.next, "tag", tag);
    }
    await git(DATES.next, "checkout", "-q", "main");
    mkdirSync(path.dirname(origin), { recursive: true });
    await git(DATES.next, "clone", "-q", "--bare", work, origin);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const DATES = { stable: "2025-11-03T09:00:00Z", broken: "2025-11-12T13:55:00Z", next: "2025-11-20T10:00:00Z" };

type Git = (date: string, ...args: string[]) => Promise<string>;

async function commit(git: Git, date: string, message: string): Promise<void> {
  await git(date, "add", "-A");
  await git(date, "commit", "-qm", message);
}

function setVersion(file: string, version: string): void {
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/"version": "[^"]*"/, `"version": "${version}"`));
}

function authored(date: string): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: "range",
    GIT_AUTHOR_EMAIL: "range@localhost",
    GIT_COMMITTER_NAME: "range",
    GIT_COMMITTER_EMAIL: "range@localhost",
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
}
