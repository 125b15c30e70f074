import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ExecutorFixture } from "#lib/testing/contracts/remote-executor/lab.ts";

/**
 * A shell of this name as a target would have it. busybox gets a PATH of its own in which every tool is busybox, so that
 * nothing of GNU is there to help.
 */
export function shellPath(shell: "dash" | "bash" | "busybox", directory: string): string {
  if (shell !== "busybox") return `/bin/${shell}`;
  const bin = join(directory, "busybox-bin");
  const wrapper = join(directory, "busybox-sh");
  if (!existsSync(wrapper)) {
    mkdirSync(bin);
    execFileSync("busybox", ["--install", "-s", bin]);
    writeFileSync(wrapper, `#!/bin/dash\nPATH=${bin}; export PATH; exec ${bin}/sh "$@"\n`, { mode: 0o755 });
  }
  return wrapper;
}

/** The parts of a contract fixture that are the same for every real host on this machine. */
export function hostFixture(directory: string): Omit<ExecutorFixture, "executor" | "target" | "credential" | "stop"> {
  const gates = mkdtempSync(join(directory, "gates-"));
  const gate = (hold: string) => join(gates, hold);
  return {
    wrongCredential: { kind: "password", password: "wrong" },
    deadPort: 1,
    teach: () => {},
    release: (hold) => writeFileSync(gate(hold), ""),
    waitFor: (hold) => `while [ ! -e ${gate(hold)} ]; do sleep 0.02; done`,
  };
}
