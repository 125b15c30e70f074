import { createHash } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { run } from "./command.ts";
import type { RangeLayout } from "./layout.ts";

/** What a login without a profile gets, as sshd gives it. */
const LOGIN_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

/** Every process of a range carries it with the range's root as value: this is how leftovers are found. */
export const RANGE_MARK = "BACKOUT_RANGE";

export function loginUser(): { name: string; home: string } {
  try {
    return { name: os.userInfo().username, home: os.userInfo().homedir };
  } catch {
    // A uid without an entry in /etc/passwd, as in some containers.
    return { name: `uid-${process.getuid?.() ?? 0}`, home: os.homedir() };
  }
}

/** The bare environment of a command that came over SSH. */
export function loginEnvironment(root: string): Record<string, string> {
  const { name, home } = loginUser();
  return {
    HOME: home,
    USER: name,
    LOGNAME: name,
    SHELL: "/bin/sh",
    LANG: "C.UTF-8",
    PATH: LOGIN_PATH,
    [RANGE_MARK]: root,
  };
}

/** The environment of the range's own commands: a login with the range's tools, pm2's home, and no git configuration but ours. */
export function rangeEnvironment(layout: RangeLayout, pm2Home: string): Record<string, string> {
  const login = loginEnvironment(layout.root);
  return {
    ...login,
    PATH: `${layout.bin}:${login.PATH}`,
    PM2_HOME: pm2Home,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
}

/**
 * Absolute path of a program as the starter of the range finds it, or null. Looked up by a shell, so that the search path
 * is the inherited one.
 */
export async function findProgram(name: string): Promise<string | null> {
  const found = await run("sh", ["-c", 'command -v "$1" || true', "sh", name]);
  const file = found.trim();
  return path.isAbsolute(file) ? file : null;
}

/**
 * pm2's directory: below the root, unless its sockets would then have longer paths than the system takes (104 bytes on
 * macOS, 108 on Linux); then a directory of the same name for the same root in the system's temporary directory.
 */
export function pm2HomeFor(root: string): string {
  const inside = path.join(root, "pm2");
  if (Buffer.byteLength(path.join(inside, "interactor.sock")) <= 100) return inside;
  const id = createHash("sha256").update(root).digest("hex").slice(0, 12);
  return path.join(os.tmpdir(), `range-pm2-${loginUser().name}-${id}`);
}
