import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { processStart } from "./process-identity.ts";

/** Another living process runs the server of this data directory. */
export class DataDirInUseError extends Error {
  override readonly name = "DataDirInUseError";
}

/**
 * Claims a data directory for this process through a file beside it. The claim dies with the process that made it,
 * however it ends: a claim counts only while the pid in it is alive and is still the same process.
 * @returns gives the claim back.
 * @throws {DataDirInUseError}
 */
export function claimDataDir(dataDir: string): () => void {
  const file = `${dataDir}.owner`;
  const mine = `${process.pid} ${processStart(process.pid)}\n`;
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(draft, file); // fails when the file exists: of two starts at the same time one gets through
        return () => rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      dropDeadClaim(dataDir, file);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function dropDeadClaim(dataDir: string, file: string): void {
  const claim = read(file);
  if (claim === undefined) return; // given back meanwhile
  const [pid = 0, start] = parse(claim);
  if (start !== undefined && processStart(pid) === start) throw inUse(dataDir, pid);
  // Take the file away before judging it again: another start may have replaced the dead claim by its own.
  const aside = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const taken = read(aside);
  if (taken !== claim && taken !== undefined) {
    linkSync(aside, file);
    rmSync(aside);
    throw inUse(dataDir, parse(taken)[0]);
  }
  rmSync(aside, { force: true });
}

function inUse(dataDir: string, pid: number): DataDirInUseError {
  return new DataDirInUseError(
    `${dataDir} is in use by process ${pid}. Nothing was started. Stop that one first, or set BACKOUT_DATA_DIR to another directory.`,
  );
}

function parse(claim: string): [pid: number, start: string | undefined] {
  const [pid, start] = claim.trim().split(" ");
  return [Number(pid), start];
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
