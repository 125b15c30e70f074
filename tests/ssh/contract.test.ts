import { afterAll, beforeAll } from "vitest";
import { remoteExecutorContract } from "#lib/testing/contracts/remote-executor.ts";
import { type Sshd, startSshd } from "#lib/testing/sshd.ts";
import { realFixture } from "./support.ts";

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

for (const shell of ["dash", "bash", "busybox"] as const) {
  remoteExecutorContract(`OpenSSH and ${shell}`, async () => realFixture(sshd, shell));
}
