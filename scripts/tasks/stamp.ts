import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./process.ts";

/** A hash over the names and contents of all files below `paths` (tests left out), for "has anything changed?". */
export function fingerprint(paths: string[], extra: string[] = []): string {
  const hash = createHash("sha256");
  for (const text of extra) hash.update(`${text}\n`);
  for (const file of paths.flatMap(filesBelow)) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

function filesBelow(relative: string): string[] {
  const full = path.join(root, relative);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [relative];
  return globSync("**/*", { cwd: full, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * Does `work` unless it was done for the same fingerprint. The stamp is taken away before and written after, so work
 * that was interrupted is done again.
 */
export async function unlessStamped(stampFile: string, stamp: string, work: () => Promise<void>): Promise<void> {
  const file = path.join(root, stampFile);
  if (existsSync(file) && readFileSync(file, "utf8") === stamp) return;
  rmSync(file, { force: true });
  await work();
  writeFileSync(file, stamp);
}
