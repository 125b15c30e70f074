import { accessSync, constants, globSync } from "node:fs";
import path from "node:path";
import { run } from "../process.ts";

/** What the tests need of the system: a program and the Debian package that has it. */
const needed: Record<string, string> = {
  chromium: "chromium",
  sshd: "openssh-server",
  ssh: "openssh-client",
  git: "git",
  shellcheck: "shellcheck",
  busybox: "busybox",
  dash: "dash",
  unshare: "util-linux",
  ps: "procps",
  prometheus: "prometheus",
  promtool: "prometheus",
  "prometheus-alertmanager": "prometheus-alertmanager",
  initdb: "postgresql",
  psql: "postgresql-client",
  sqlite3: "sqlite3",
};

/**
 * Makes sure that the tools are there, before anything is tested. Installs what is missing as root when `install`.
 * @throws with the exact command when something is missing and must not or cannot be installed.
 */
export async function ensureTools({ install }: { install: boolean }): Promise<void> {
  const missing = Object.keys(needed).filter((program) => !inPath(program));
  if (missing.length === 0) return;
  const packages = missing.map((program) => needed[program] as string);
  const isRoot = process.getuid?.() === 0;
  if (!(install && isRoot && inPath("apt-get"))) {
    const sudo = isRoot ? "" : "sudo ";
    throw new Error(
      `The tests need ${missing.join(", ")}. Nothing was tested. On Debian or Ubuntu:\n\n` +
        `  ${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${packages.join(" ")}\n\n` +
        "or, as root, npm test -- --install does that.",
    );
  }
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { env });
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { env });
}

/** Where a program is; also where ordinary users do not look: `sbin`, and PostgreSQL's server programs on Debian. */
export function inPath(program: string): string | undefined {
  const servers = globSync("/usr/lib/postgresql/*/bin");
  const dirs = [...(process.env.PATH ?? "").split(":"), "/usr/local/sbin", "/usr/sbin", "/sbin", ...servers];
  return dirs.map((dir) => path.join(dir, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
