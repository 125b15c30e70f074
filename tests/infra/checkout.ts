import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { scratchDir } from "./scratch.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** A data directory that a supervisor has made, to be copied: making one takes longer than most tests. */
let madeDataDir: string | undefined;

export function rememberDataDir(dir: string): void {
  madeDataDir = mkdtempSync(path.join(tmpdir(), "backout-infra-data-"));
  copy(dir, madeDataDir);
}

/** With modes, which PostgreSQL insists on and fs.cpSync drops. */
const copy = (from: string, to: string) => spawnSync("cp", ["-aT", from, to]);

export function forgetDataDir(): void {
  if (madeDataDir) rmSync(madeDataDir, { recursive: true });
}

/**
 * A checkout with our supervisor and database code but with stand-ins for the processes it runs, so that what is
 * tested is the supervisor and not the pages. It has a migrated, empty database unless `isNew`.
 */
export function checkoutWith(children: { web: string; engine: string }, { isNew = false } = {}): string {
  const dir = path.join(scratchDir(), "backout");
  mkdirSync(dir);
  for (const part of ["lib/adapters/postgres", "lib/config", "lib/server", "prisma", "package.json"]) {
    cpSync(path.join(root, part), path.join(dir, part), { recursive: true });
  }
  symlinkSync(path.join(root, "node_modules"), path.join(dir, "node_modules"));
  for (const [name, source] of Object.entries({ demo: steadyChild, ...children })) {
    writeFileSync(path.join(dir, "lib/server", `${name}.ts`), source);
  }
  if (madeDataDir && !isNew) copy(madeDataDir, path.join(dir, "data"));
  return dir;
}

/** Serves until it is told to stop; says both. */
export const steadyChild = `
import { exitWithParent, reportReady } from "./parent.ts";
exitWithParent();
setInterval(() => {}, 60_000);
process.on("SIGTERM", () => {
  console.log("child ended in order", process.pid);
  process.exit(0);
});
console.log("child serves", process.pid, process.env.DATABASE_URL);
reportReady("stand-in");
`;
