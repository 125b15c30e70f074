import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { attempt, run } from "./command.ts";
import { copyTree } from "./copy.ts";
import type { RangeLayout } from "./layout.ts";

const ROOM_KB = 256;

/** Why a small file system cannot be mounted here; null when it can. Tries it. */
export async function whyNoMounts(): Promise<string | null> {
  if (process.platform !== "linux")
    return `mounting a small file system is done on Linux only, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return "mounting a small file system needs root";
  const dir = mkdtempSync(path.join(os.tmpdir(), "range-mount-"));
  try {
    const mounted = await attempt("mount", ["-t", "tmpfs", "-o", "size=64k", "range", dir]);
    if (mounted.code !== 0) return `mount is refused here: ${mounted.stderr.trim().split("\n")[0]}`;
    await run("umount", [dir]);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Puts `opt/` on a file system of its own with room for about 256 KB more: too little for a second tree. The application must be stopped. */
export async function fillDisk(layout: RangeLayout): Promise<void> {
  const aside = `${layout.opt}.aside`;
  copyTree(layout.opt, aside);
  const usedKb = Number((await run("du", ["-sk", aside])).split("\t")[0]);
  rmSync(layout.opt, { recursive: true, force: true });
  mkdirSync(layout.opt);
  await run("mount", ["-t", "tmpfs", "-o", `size=${usedKb + usedKb + 4096}k`, "range", layout.opt]);
  copyTree(aside, layout.opt);
  rmSync(aside, { recursive: true, force: true });
  const freeKb = Number((await run("df", ["-Pk", layout.opt])).split("\n")[1]?.split(/\s+/)[3]);
  writeFileSync(path.join(layout.opt, "old-core-dump"), Buffer.alloc(Math.max(0, freeKb - ROOM_KB) * 1024, 1));
}

/** Whether `opt/` is a file system of its own. */
export function diskIsFilled(layout: RangeLayout): boolean {
  try {
    return statSync(layout.opt).dev !== statSync(layout.root).dev;
  } catch {
    return false;
  }
}

/** Puts `opt/` back on the file system of the range, with what is in it now. The application must be stopped. */
export async function freeDisk(layout: RangeLayout): Promise<void> {
  const aside = `${layout.opt}.aside`;
  rmSync(path.join(layout.opt, "old-core-dump"), { force: true });
  rmSync(aside, { recursive: true, force: true });
  copyTree(layout.opt, aside);
  await run("umount", [layout.opt]);
  copyTree(aside, layout.opt);
  rmSync(aside, { recursive: true, force: true });
}
