import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import type { ExecutorFixture } from "#lib/testing/contracts/remote-executor.ts";
import type { Sshd } from "#lib/testing/sshd.ts";

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

/** The real adapter over a real sshd; its state lies in a temporary directory that `stop` removes with the server. */
export function realFixture(sshd: Sshd, shell: "dash" | "bash" | "busybox"): ExecutorFixture {
  const directory = mkdtempSync(join(sshd.directory, `${shell}-`));
  const gate = (hold: string) => join(directory, `released-${hold}`);
  return {
    executor: sshExecutor(),
    target: sshd.target({ shell: shellPath(shell, sshd.directory), stateDir: join(directory, "state") }),
    credential: sshd.credential,
    wrongCredential: { kind: "password", password: "wrong" },
    deadPort: 1,
    teach: () => {},
    release: (hold) => writeFileSync(gate(hold), ""),
    waitFor: (hold) => `while [ ! -e ${gate(hold)} ]; do sleep 0.02; done`,
    stop: async () => rmSync(directory, { recursive: true, force: true }),
  };
}
