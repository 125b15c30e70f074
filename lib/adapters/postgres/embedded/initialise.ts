import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { Binaries } from "./binaries.ts";
import { superuser } from "./credentials.ts";
import type { RunAs } from "./run-as.ts";
import { serverEnvironment } from "./server-environment.ts";

const majorVersion = "18";

/**
 * Whether a data directory is there and usable by this PostgreSQL.
 * @throws when it holds something else, or data of another major version: neither is touched.
 */
export function isInitialised(dataDir: string): boolean {
  const versionFile = path.join(dataDir, "PG_VERSION");
  if (!existsSync(versionFile)) {
    if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
      throw new Error(`${dataDir} is not empty and not a PostgreSQL data directory. Nothing was changed in it.`);
    }
    return false;
  }
  const version = readFileSync(versionFile, "utf8").trim();
  if (version === majorVersion) return true;
  throw new Error(
    `${dataDir} was made by PostgreSQL ${version}; this is PostgreSQL ${majorVersion}. Nothing was changed in it. ` +
      "Dump it with the old version and load it into a new directory.",
  );
}

/**
 * Makes a data directory. It is built beside its place and moved there when complete, so a start that is killed
 * half way leaves nothing that looks like a database.
 */
export async function initialise({
  dataDir,
  password,
  binaries,
  runAs,
}: {
  dataDir: string;
  password: string;
  binaries: Binaries;
  runAs: RunAs;
}): Promise<void> {
  removeHalfMade(dataDir);
  const draft = mkdtempSync(`${dataDir}.init-`);
  const passwordFile = `${draft}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (runAs.fileOwner) {
    for (const file of [draft, passwordFile]) chownSync(file, runAs.fileOwner.uid, runAs.fileOwner.gid);
  }
  const { program, args, ids } = runAs.command(binaries.initdb, [
    ...["-D", draft, "-U", superuser, "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8"],
    // PostgreSQL's own C.UTF-8: the same order on every machine, whatever locales the system has.
    ...["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"],
  ]);
  const child = spawn(program, args, { ...ids, cwd: "/", env: serverEnvironment, stdio: ["ignore", "ignore", "pipe"] });
  const [[code], stderr] = await Promise.all([once(child, "close"), text(child.stderr)]);
  rmSync(passwordFile);
  if (code !== 0) {
    removeHalfMade(dataDir);
    throw new Error(`initdb failed (exit ${code}) as ${runAs.description}; no database was made.\n${stderr.trim()}`);
  }
  renameSync(draft, dataDir);
  syncDirectory(path.dirname(dataDir));
}

function removeHalfMade(dataDir: string): void {
  const prefix = `${path.basename(dataDir)}.init-`;
  for (const name of readdirSync(path.dirname(dataDir))) {
    if (name.startsWith(prefix)) rmSync(path.join(path.dirname(dataDir), name), { recursive: true, force: true });
  }
}

/** Makes the rename itself survive a power cut. */
function syncDirectory(dir: string): void {
  const handle = openSync(dir, "r");
  fsyncSync(handle);
  closeSync(handle);
}
