import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** A directory that only we can enter (mode 0700), gone after the test. */
export function scratchDir(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "backout-infra-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
