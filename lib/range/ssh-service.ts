import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findProgram, loginEnvironment, RANGE_MARK } from "./environment.ts";
import type { RangeLayout } from "./layout.ts";
import type { SshKind } from "./range.ts";
import { ensureService, type Service, stopService } from "./service.ts";
import { fingerprint, keyPair } from "./ssh-keys.ts";
import { portAnswers } from "./wait.ts";

export type SshService = { kind: SshKind; port: number; hostKey?: "host_key" | "other_host_key" };

/** Makes the range reachable at `port` with the given host key; keeps a server that already does so. */
export async function ensureSsh(layout: RangeLayout, ssh: SshService): Promise<void> {
  await ensureService(layout, ssh.kind === "embedded" ? embedded(layout, ssh) : await openSsh(layout, ssh));
}

export async function stopSsh(layout: RangeLayout): Promise<void> {
  await stopService(layout, "ssh");
}

/** What a client has to pin. */
export function hostKeyFingerprint(layout: RangeLayout): string {
  return fingerprint(keyPair(layout, "host_key").publicKey);
}

function embedded(layout: RangeLayout, { port, hostKey = "host_key" }: SshService): Service {
  const main = path.join(import.meta.dirname, "ssh-main.ts");
  // The keys are made here, so that the server and whoever asks for them next cannot make two.
  keyPair(layout, hostKey);
  keyPair(layout, "client_key");
  const args = [main, layout.root, String(port), hostKey];
  return {
    name: "ssh",
    file: process.execPath,
    args,
    env: loginEnvironment(layout.root),
    isReady: () => portAnswers(port),
  };
}

async function openSsh(layout: RangeLayout, { port, hostKey = "host_key" }: SshService): Promise<Service> {
  const sshd = await findSshd();
  if (sshd === null) throw new Error("no sshd on this machine: install openssh-server, or use the embedded server");
  // Debian makes it at boot by systemd; sshd as root refuses to run without it.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const config = path.join(layout.ssh, `sshd-${hostKey}.conf`);
  const authorized = path.join(layout.ssh, "authorized_keys");
  const hostKeyFile = keyPair(layout, hostKey).privateFile;
  writeFileSync(authorized, `${keyPair(layout, "client_key").publicKey}\n`, { mode: 0o600 });
  writeFileSync(config, sshdConfig({ root: layout.root, port, hostKeyFile, authorized }), { mode: 0o600 });
  const args = ["-D", "-e", "-f", config];
  return { name: "ssh", file: sshd, args, env: loginEnvironment(layout.root), isReady: () => portAnswers(port) };
}

export async function findSshd(): Promise<string | null> {
  const usual = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/lib/ssh/sshd"].find((file) => existsSync(file));
  return usual ?? findProgram("sshd");
}

function sshdConfig(at: { root: string; port: number; hostKeyFile: string; authorized: string }): string {
  return `Port ${at.port}
ListenAddress 127.0.0.1
HostKey "${at.hostKeyFile}"
AuthorizedKeysFile "${at.authorized}"
PidFile none
# The range may lie below a directory that anyone may write to, such as /tmp.
StrictModes no
# Without root there is no PAM.
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PermitTTY no
DisableForwarding yes
UseDNS no
MaxStartups 100:30:200
MaxSessions 100
# bash takes a first-level shell under sshd for a login and reads the person's ~/.bashrc before every command.
SetEnv ${RANGE_MARK}="${at.root}" SHLVL=1
`;
}
