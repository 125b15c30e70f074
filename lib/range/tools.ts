import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findProgram } from "./environment.ts";
import { preparedLayout, type RangeLayout } from "./layout.ts";

/**
 * Writes `bin/`: node is the one that runs us, npm and git are those of the machine, pm2 is the range's own. Written at every
 * start, since the checkout (and with it node) may have moved.
 */
export async function installTools(layout: RangeLayout): Promise<void> {
  const [npm, git] = await Promise.all([findProgram("npm"), findProgram("git")]);
  if (npm === null) throw new Error("the drill range needs npm on PATH");
  if (git === null) throw new Error("the drill range needs git on PATH");
  rmSync(layout.bin, { recursive: true, force: true });
  mkdirSync(layout.bin, { recursive: true });
  symlinkSync(process.execPath, path.join(layout.bin, "node"));
  symlinkSync(git, path.join(layout.bin, "git"));
  // The cache holds every package of both releases, and the lock files name their tarballs: an install needs no registry.
  const npmSettings = {
    npm_config_cache: layout.npmCache,
    npm_config_prefer_offline: "true",
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
    npm_config_omit_lockfile_registry_resolved: "false",
  };
  writeWrapper(path.join(layout.bin, "npm"), npmSettings, npm);
  writeWrapper(
    path.join(layout.bin, "pm2"),
    { PM2_DISABLE_VERSION_CHECK: "true" },
    process.execPath,
    preparedLayout(layout.prepared).pm2,
  );
}

function writeWrapper(file: string, settings: Record<string, string>, ...command: string[]): void {
  const exports = Object.entries(settings).map(([name, value]) => `export ${name}=${quote(value)}\n`);
  writeFileSync(file, `#!/bin/sh\n${exports.join("")}exec ${command.map(quote).join(" ")} "$@"\n`);
  chmodSync(file, 0o755);
}

/** One word for a POSIX shell, whatever is in it. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
