import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import { startSshd } from "#lib/testing/sshd.ts";

export type FleetFigures = { hosts: number; coldMs: number; warmMs: number; ansibleMs: number | null };

/** One step on each of many hosts at once, connections included (cold) and with open ones (warm), beside `ansible -f`. All hosts are one sshd. */
export async function measureFleet(hosts: number): Promise<FleetFigures> {
  const sshd = await startSshd({ config: ["SetEnv SHLVL=1", "MaxStartups 500"] });
  const scratch = mkdtempSync(path.join(tmpdir(), "backout-fleet-"));
  try {
    const begin = performance.now();
    const sessions = await Promise.all(
      Array.from({ length: hosts }, async (_, i) => {
        const session = await sshExecutor().open(sshd.target(), sshd.credential);
        await step(session, `fleet.cold.${i}`);
        return session;
      }),
    );
    const coldMs = performance.now() - begin;
    const again = performance.now();
    await Promise.all(sessions.map((session, i) => step(session, `fleet.warm.${i}`)));
    const warmMs = performance.now() - again;
    await Promise.all(sessions.map((session) => session.close()));
    return { hosts, coldMs, warmMs, ansibleMs: await ansible(scratch, sshd, hosts) };
  } finally {
    await sshd.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function step(session: Awaited<ReturnType<ReturnType<typeof sshExecutor>["open"]>>, key: string): Promise<void> {
  await session.start({ key, script: "echo step", env: {}, timeoutMs: 60_000 });
  const end = await session.follow(key, 0, async () => {});
  await session.outputSha256(key, end.bytes);
  await session.clean(key);
}

async function ansible(
  scratch: string,
  sshd: { host: string; port: number; user: string; privateKey: string },
  hosts: number,
) {
  if (spawnSync("ansible", ["--version"], { stdio: "ignore" }).status !== 0) return null;
  const [key, inventory] = [path.join(scratch, "key"), path.join(scratch, "hosts")];
  writeFileSync(key, sshd.privateKey, { mode: 0o600 });
  const facts = `ansible_host=${sshd.host} ansible_port=${sshd.port} ansible_user=${sshd.user} ansible_ssh_private_key_file=${key}`;
  // A control path a host: all share one address, and one connection for all of them would flatter nobody.
  const lines = Array.from(
    { length: hosts },
    (_, i) => `h${i} ${facts} ansible_ssh_common_args='-o ControlPath=${scratch}/c${i}'\n`,
  );
  writeFileSync(inventory, lines.join(""));
  const begin = performance.now();
  // Not spawnSync: the server's log goes through this process, and a full pipe would stop it.
  const child = spawn("ansible", ["all", "-i", inventory, "-f", String(hosts), "-m", "command", "-a", "echo step"], {
    stdio: "ignore",
    env: {
      ...process.env,
      ANSIBLE_PIPELINING: "1",
      ANSIBLE_HOST_KEY_CHECKING: "0",
      ANSIBLE_LOCAL_TEMP: scratch,
      ANSIBLE_TIMEOUT: "120",
      // Our key exchange: the default one costs a fifth of a second of CPU for each of the fifty.
      ANSIBLE_SSH_ARGS:
        "-o KexAlgorithms=curve25519-sha256 -o ControlMaster=auto -o ControlPersist=10s -o UserKnownHostsFile=/dev/null",
    },
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`ansible ended with ${code}`);
  return performance.now() - begin;
}
