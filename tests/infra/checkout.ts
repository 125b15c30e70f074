import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { scratchDir } from "./scratch.ts";

const root = path.resolve(import.meta.dirname, "../..");

/**
 * A checkout with our supervisor and database code but with stand-ins for the processes it runs, so that what is
 * tested is the supervisor and not the pages.
 */
export function checkoutWith(children: { web: string; engine: string }): string {
  const dir = path.join(scratchDir(), "backout");
  mkdirSync(dir);
  for (const part of ["lib/adapters/postgres", "lib/config", "lib/server", "prisma", "package.json"]) {
    cpSync(path.join(root, part), path.join(dir, part), { recursive: true });
  }
  symlinkSync(path.join(root, "node_modules"), path.join(dir, "node_modules"));
  for (const [name, source] of Object.entries(children)) {
    writeFileSync(path.join(dir, "lib/server", `${name}.ts`), source);
  }
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
