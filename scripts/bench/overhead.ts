import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "ssh2";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import { startSshd } from "#lib/testing/sshd.ts";

const STEPS = 6;
const COMMAND = 'echo "step"';

export type Overhead = {
  rounds: number;
  loopMs: number[];
  runnerMs: number[];
  masterMs: number[];
  ansibleMs: number[] | null;
};

/**
 * Six trivial steps, one after another, on one real sshd, side by side in the same rounds: a bare loop of execs over a warm ssh2 connection, our runner
 * (stage, start, follow, hash) over a warm session, OpenSSH with ControlMaster, and Ansible with pipelining when it is installed.
 */
export async function measureOverhead(rounds: number): Promise<Overhead> {
  const sshd = await startSshd({ config: ["SetEnv SHLVL=1"] });
  const scratch = mkdtempSync(path.join(tmpdir(), "backout-bench-"));
  const key = path.join(scratch, "key");
  writeFileSync(key, sshd.privateKey, { mode: 0o600 });
  const warm = await connect(sshd);
  const session = await sshExecutor().open(sshd.target(), sshd.credential);
  const options = [
    "-F",
    "none",
    "-i",
    key,
    "-p",
    String(sshd.port),
    "-o",
    "StrictHostKeyChecking=no",
    "-o",
    "UserKnownHostsFile=/dev/null",
    "-o",
    "LogLevel=ERROR",
    "-o",
    "ControlMaster=auto",
    "-o",
    `ControlPath=${scratch}/cm`,
    "-o",
    "ControlPersist=60",
  ];
  const ssh = () => spawnSync("ssh", [...options, `${sshd.user}@${sshd.host}`, COMMAND], { stdio: "ignore" });
  ssh();
  const ansible = prepareAnsible(scratch, sshd, key);
  const result: Overhead = { rounds, loopMs: [], runnerMs: [], masterMs: [], ansibleMs: ansible ? [] : null };
  try {
    for (let round = 0; round < rounds; round++) {
      result.loopMs.push(
        await timed(async () => {
          for (let i = 0; i < STEPS; i++) await exec(warm, COMMAND);
        }),
      );
      result.runnerMs.push(
        await timed(async () => {
          for (let i = 0; i < STEPS; i++) {
            const id = `bench.${round}.${i}`;
            await session.start({ key: id, script: COMMAND, env: {}, timeoutMs: 10_000 });
            const end = await session.follow(id, 0, async () => {});
            await session.outputSha256(id, end.bytes);
          }
        }),
      );
      result.masterMs.push(
        await timed(async () => {
          for (let i = 0; i < STEPS; i++) ssh();
        }),
      );
      if (ansible) result.ansibleMs?.push(await timed(async () => ansible()));
    }
  } finally {
    await session.close();
    warm.end();
    spawnSync("ssh", [...options, "-O", "exit", sshd.host], { stdio: "ignore" });
    await sshd.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
  return result;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function connect(sshd: { host: string; port: number; user: string; privateKey: string }): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.on("error", reject).on("ready", () => {
      client.setNoDelay(true);
      resolve(client);
    });
    client.connect({ host: sshd.host, port: sshd.port, username: sshd.user, privateKey: sshd.privateKey });
  });
}

function exec(client: Client, command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, stream) => {
      if (error) return reject(error);
      stream.resume();
      stream.on("close", () => resolve());
    });
  });
}

/** A play of six commands, or null without Ansible. */
function prepareAnsible(
  scratch: string,
  sshd: { host: string; port: number; user: string },
  key: string,
): (() => void) | null {
  if (spawnSync("ansible-playbook", ["--version"], { stdio: "ignore" }).status !== 0) return null;
  const play = path.join(scratch, "play.yml");
  const inventory = path.join(scratch, "hosts");
  writeFileSync(
    play,
    `- hosts: all\n  gather_facts: false\n  tasks:\n${Array.from({ length: STEPS }, () => `    - ansible.builtin.command: ${COMMAND}\n`).join("")}`,
  );
  writeFileSync(
    inventory,
    `bench ansible_host=${sshd.host} ansible_port=${sshd.port} ansible_user=${sshd.user} ansible_ssh_private_key_file=${key}\n`,
  );
  const env = {
    ...process.env,
    ANSIBLE_PIPELINING: "1",
    ANSIBLE_HOST_KEY_CHECKING: "0",
    ANSIBLE_LOCAL_TEMP: scratch,
    ANSIBLE_SSH_ARGS: "-o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=/dev/null",
  };
  return () => {
    const done = spawnSync("ansible-playbook", ["-i", inventory, play], { env, encoding: "utf8" });
    if (done.status !== 0) throw new Error(`ansible: ${done.stdout}${done.stderr}`);
  };
}
