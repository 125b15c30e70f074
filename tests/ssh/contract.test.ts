import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import { fingerprint, newKeyPair } from "#lib/range/ssh-keys.ts";
import { startEmbeddedSsh } from "#lib/range/ssh-server.ts";
import { remoteExecutorContract } from "#lib/testing/contracts/remote-executor/contract.ts";
import { type Sshd, startSshd } from "#lib/testing/sshd.ts";
import { hostFixture, shellPath } from "./support.ts";

let sshd: Sshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

for (const shell of ["dash", "bash", "busybox"] as const) {
  remoteExecutorContract(`OpenSSH and ${shell}`, async () => ({
    ...hostFixture(sshd.directory),
    executor: sshExecutor(),
    target: sshd.target({
      shell: shellPath(shell, sshd.directory),
      stateDir: mkdtempSync(join(sshd.directory, "state-")),
    }),
    credential: sshd.credential,
    stop: async () => {},
  }));
}

remoteExecutorContract("the drill range's embedded server", async () => {
  const directory = mkdtempSync(join(tmpdir(), "embedded-"));
  const [host, client] = [newKeyPair(), newKeyPair()];
  const { username: user, homedir } = userInfo();
  const env = { HOME: homedir, PATH: "/usr/local/bin:/usr/bin:/bin" };
  const server = await startEmbeddedSsh({ hostKey: host.privateKey, authorizedKey: client.publicKey, user, env });
  return {
    ...hostFixture(directory),
    executor: sshExecutor(),
    target: {
      name: "embedded",
      host: "127.0.0.1",
      port: (server.address() as AddressInfo).port,
      user,
      hostKeySha256: fingerprint(host.publicKey),
      stateDir: join(directory, "state"),
    },
    credential: { kind: "key", privateKey: client.privateKey },
    stop: async () => {
      await new Promise((resolve) => server.close(resolve));
      rmSync(directory, { recursive: true, force: true });
    },
  };
});
