import { cpSync, linkSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";

/** A real copy: symbolic links stay links, times and modes are kept. */
export function copyTree(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
}

/** A copy by hard links, for files that nobody writes to; across file systems a real copy. */
export function linkTree(from: string, to: string): void {
  try {
    linkInto(from, to);
  } catch {
    // Another file system (EXDEV), one without hard links (EPERM), or too many links (EMLINK).
    rmSync(to, { recursive: true, force: true });
    copyTree(from, to);
  }
}

function linkInto(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.isDirectory()) linkInto(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkSync(source, target);
  }
}
