import { spawnSync } from "node:child_process";
import { chownSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { root, run } from "../process.ts";
import type { VitestOptions } from "./run-suite.ts";

/** Left behind: what is large and made anew, private, or somebody's running demo. */
const notCopied = new Set(["node_modules", ".next", ".git", ".backout", "test-results", "playwright-report"]);

/**
 * Makes a user of this machine who has nothing but a copy of the checkout, lets `use` run things as that user, and
 * removes user and copy again. Needs root.
 */
export async function asOrdinaryUser<T>(use: (options: VitestOptions) => Promise<T>): Promise<T> {
  const name = `backout-test-${process.pid}`;
  const home = mkdtempSync(path.join(tmpdir(), "backout-user-"));
  try {
    await run("useradd", ["--system", "--no-create-home", "--home-dir", home, "--shell", "/bin/sh", name]);
    const [uid, gid] = [idOf("-u", name), idOf("-g", name)];
    const checkout = path.join(home, "backout");
    cpSync(root, checkout, {
      recursive: true,
      filter: (source) => !notCopied.has(path.relative(root, source)),
    });
    await run("chown", ["-R", `${uid}:${gid}`, home]);
    // Links to the same files: they stay root's and unwritable. Only the directory itself becomes the user's.
    await run("cp", ["-al", path.join(root, "node_modules"), checkout]).catch(() =>
      run("cp", ["-a", path.join(root, "node_modules"), checkout]),
    );
    for (const cache of [".cache", ".vite", ".vite-temp"]) {
      rmSync(path.join(checkout, "node_modules", cache), { recursive: true, force: true }); // root's; the user makes its own
    }
    chownSync(path.join(checkout, "node_modules"), uid, gid);
    const cache = path.join(home, "node-cache");
    return await use({
      checkout,
      uid,
      gid,
      env: { HOME: home, USER: name, TMPDIR: "/tmp", NODE_COMPILE_CACHE: cache },
    });
  } finally {
    spawnSync("pkill", ["-KILL", "-u", name]); // what an interrupted suite left; the user is ours alone
    spawnSync("userdel", ["--force", name], { stdio: "ignore" });
    rmSync(home, { recursive: true, force: true });
  }
}

function idOf(flag: "-u" | "-g", name: string): number {
  const { status, stdout } = spawnSync("id", [flag, name], { encoding: "utf8" });
  if (status !== 0) throw new Error(`The user ${name} was not made.`);
  return Number(stdout);
}
