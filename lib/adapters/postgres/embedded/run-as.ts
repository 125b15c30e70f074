import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/**
 * As whom the server runs. PostgreSQL refuses uid 0, so root has to be somebody else for it.
 * `fileOwner` is who must own its files, seen from here; undefined means: whoever we are.
 */
export type RunAs = {
  description: string;
  fileOwner: { uid: number; gid: number } | undefined;
  command(program: string, args: string[]): { program: string; args: string[]; ids: { uid?: number; gid?: number } };
};

type User = { name: string; uid: number; gid: number };

const plain: RunAs = {
  description: "this user",
  fileOwner: undefined,
  command: (program, args) => ({ program, args, ids: {} }),
};

/**
 * Decides as whom to run, by trying: as an ordinary user nothing is needed. For root the first choice is a user
 * namespace (root there looks like another user, so directories that only root can enter stay usable), the second
 * another user of this machine. A data directory that exists keeps the owner it has.
 * @throws with what was tried, why it failed and what to do.
 */
export function chooseRunAs({ dataDir, postgres }: { dataDir: string; postgres: string }): RunAs {
  const owner = ownerOf(dataDir);
  const me = process.getuid?.();
  if (me !== 0) {
    if (owner !== undefined && me !== undefined && owner.uid !== me) {
      throw new Error(
        `${dataDir} belongs to user ${owner.uid} and this is user ${me}. Start as the user it belongs to.`,
      );
    }
    return plain;
  }
  const users = readUsers();
  const failures: string[] = [];
  if (owner === undefined || owner.uid === 0) {
    const inside = users.find((user) => user.name === "nobody") ?? users.find((user) => user.uid > 0);
    if (inside) {
      const runAs = userNamespace(inside);
      const problem = tryOut(runAs, postgres);
      if (problem === undefined) return runAs;
      failures.push(`${runAs.description}: ${problem}`);
    }
  }
  const candidates =
    owner === undefined
      ? ["postgres", "nobody"].flatMap((name) => users.filter((user) => user.name === name))
      : users.filter((user) => user.uid === owner.uid);
  for (const user of candidates.filter(({ uid }) => uid !== 0)) {
    const runAs = otherUser(user);
    const problem = tryOut(runAs, postgres) ?? makeReachable(runAs, path.dirname(dataDir));
    if (problem === undefined) return runAs;
    failures.push(`${runAs.description}: ${problem}`);
  }
  throw new Error(
    [
      "PostgreSQL refuses to run as root, and no other way worked here:",
      ...failures.map((failure) => `  ${failure}`),
      "Nothing was started. Start Backout as an ordinary user, or set DATABASE_URL to a PostgreSQL server,",
      "or move the checkout and BACKOUT_DATA_DIR to directories that the user postgres or nobody can enter.",
    ].join("\n"),
  );
}

function userNamespace({ uid, gid }: User): RunAs {
  return {
    description: "root in a user namespace (unshare --user)",
    fileOwner: undefined,
    command: (program, args) => ({
      program: "unshare",
      args: ["--user", `--map-user=${uid}`, `--map-group=${gid}`, "--", program, ...args],
      ids: {},
    }),
  };
}

function otherUser({ name, uid, gid }: User): RunAs {
  return {
    description: `user ${name}`,
    fileOwner: { uid, gid },
    command: (program, args) => ({ program, args, ids: { uid, gid } }),
  };
}

/** @returns why it does not work; undefined when it does. */
function tryOut(runAs: RunAs, postgres: string): string | undefined {
  const { program, args, ids } = runAs.command(postgres, ["--version"]);
  const { status, error, stderr } = spawnSync(program, args, { ...ids, cwd: "/", encoding: "utf8" });
  if (status === 0) return undefined;
  return (error?.message ?? stderr.trim().split("\n").at(-1)) || `${postgres} --version exited ${status}`;
}

/** The directories that we made are opened for passage (not for listing); those above them are not ours to change. */
function makeReachable(runAs: RunAs, dir: string): string | undefined {
  chmodSync(dir, 0o711);
  const { program, args, ids } = runAs.command("/bin/sh", ["-c", 'cd -- "$1"', "sh", dir]);
  const { status } = spawnSync(program, args, { ...ids, cwd: "/", stdio: "ignore" });
  return status === 0 ? undefined : `cannot enter ${dir}`;
}

function ownerOf(dir: string): { uid: number } | undefined {
  return statSync(dir, { throwIfNoEntry: false });
}

function readUsers(): User[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length > 3)
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}
