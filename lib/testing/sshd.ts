import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { TargetAddress, TargetCredential } from "#lib/ports/remote-executor.ts";

/** A real OpenSSH server on loopback with keys of its own; nothing of the machine's configuration is read. */
export type Sshd = {
  host: string;
  port: number;
  user: string;
  hostKeySha256: string;
  privateKey: string;
  /** Temporary directory of this server, traversable for its user; removed by `stop`. */
  directory: string;
  target(overrides?: Partial<TargetAddress>): TargetAddress;
  credential: TargetCredential;
  /** What the server logged so far (LogLevel VERBOSE: every authentication attempt). */
  log(): string;
  /** kill -9 of every sshd process that serves a connection; what runs under it is not touched. */
  killSessions(): void;
  /** A new listener on the same port. Connections that are open live on. */
  restart(options?: { newHostKey?: boolean }): Promise<void>;
  stop(): Promise<void>;
};

export type SshdOptions = {
  /** Who logs in. Another user than the current one needs root. (Default: the current user) */
  user?: string;
  /** More lines of sshd_config, such as `MaxSessions 1`; they win over ours. */
  config?: string[];
  /** Kinds of host key to offer. (Default: ed25519) */
  hostKeys?: Array<"ed25519" | "ecdsa" | "rsa">;
};

/** The path of sshd; undefined when OpenSSH's server is not installed. */
export function findSshd(): string | undefined {
  return ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd", "/sbin/sshd"].find((path) => existsSync(path));
}

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const binary = findSshd();
  if (!binary) throw new Error("sshd is not installed: apt-get install openssh-server");
  const root = process.getuid?.() === 0;
  const user = options.user ?? userInfo().username;
  if (!root && user !== userInfo().username) throw new Error(`only root can start an sshd for ${user}`);
  // Debian's sshd wants its separation directory when it runs as root; a package that was never started has not made it.
  if (root) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });

  const directory = mkdtempSync(join(tmpdir(), "sshd-"));
  // The login user reads its authorized keys with its own rights.
  chmodSync(directory, 0o755);
  const kinds = options.hostKeys ?? ["ed25519"];
  const makeKey = (name: string, kind: string) => {
    const path = join(directory, name);
    rmSync(path, { force: true });
    execFileSync(
      "ssh-keygen",
      ["-q", "-t", kind, ...(kind === "rsa" ? ["-b", "2048"] : []), "-N", "", "-C", name, "-f", path],
      { stdio: "pipe" },
    );
    return path;
  };
  const makeHostKeys = () => kinds.map((kind) => makeKey(`host_${kind}`, kind));
  let hostKeys = makeHostKeys();
  const clientKey = makeKey("client", "ed25519");
  const port = await freePort();
  const configFile = join(directory, "sshd_config");
  const lines = [
    ...(options.config ?? []),
    "ListenAddress 127.0.0.1",
    `Port ${port}`,
    ...hostKeys.map((path) => `HostKey ${path}`),
    `AuthorizedKeysFile ${clientKey}.pub`,
    `PidFile ${join(directory, "sshd.pid")}`,
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin yes",
    "PrintMotd no",
    "UseDNS no",
    "LogLevel VERBOSE",
    // Debian's bash reads ~/.bashrc under sshd unless it is a nested shell: half a second per command on some machines.
    "SetEnv SHLVL=1",
  ];
  writeFileSync(configFile, `${lines.join("\n")}\n`);

  let output = "";
  let listener: ChildProcess;
  const listeners: number[] = [];
  const listen = async () => {
    const from = output.length;
    listener = spawn(binary, ["-D", "-e", "-f", configFile], { stdio: ["ignore", "ignore", "pipe"] });
    if (listener.pid !== undefined) listeners.push(listener.pid);
    await new Promise<void>((resolve, reject) => {
      listener.stderr?.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes("Server listening", from)) resolve();
      });
      listener.once("error", reject);
      listener.once("exit", (code) => reject(new Error(`sshd ended with ${code}: ${output.slice(from)}`)));
    });
  };
  const end = async () => {
    if (listener.exitCode !== null || listener.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => listener.once("exit", () => resolve()));
    listener.kill("SIGTERM");
    await gone;
  };
  await listen();
  // A test process that ends without `stop` leaves no server behind.
  const leave = () => listener.kill("SIGKILL");
  process.once("exit", leave);
  let hostKeySha256 = fingerprintOf(hostKeys[0] as string);
  // A session outlives its listener and has then another parent, so they are remembered while they can be found.
  const known = new Set<number>();
  const remember = () => {
    for (const pid of descendants(listeners)) known.add(pid);
  };

  const sshd: Sshd = {
    host: "127.0.0.1",
    port,
    user,
    get hostKeySha256() {
      return hostKeySha256;
    },
    privateKey: readFileSync(clientKey, "utf8"),
    directory,
    target: (overrides) => ({ name: "test host", host: "127.0.0.1", port, user, hostKeySha256, ...overrides }),
    credential: { kind: "key", privateKey: readFileSync(clientKey, "utf8") },
    log: () => output,
    killSessions() {
      remember();
      for (const pid of known) if (isSshd(pid)) kill(pid);
      known.clear();
    },
    async restart({ newHostKey = false } = {}) {
      remember();
      await end();
      if (newHostKey) {
        hostKeys = makeHostKeys();
        hostKeySha256 = fingerprintOf(hostKeys[0] as string);
      }
      await listen();
    },
    async stop() {
      remember();
      process.removeListener("exit", leave);
      await end();
      sshd.killSessions();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return sshd;
}

function fingerprintOf(keyFile: string): string {
  const blob = readFileSync(`${keyFile}.pub`, "utf8").split(" ")[1] ?? "";
  return `SHA256:${createHash("sha256").update(Buffer.from(blob, "base64")).digest("base64").replace(/=+$/, "")}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

const stat = (pid: number) => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const close = text.lastIndexOf(")");
    return { name: text.slice(text.indexOf("(") + 1, close), parent: Number(text.slice(close + 2).split(" ")[1]) };
  } catch {
    return undefined;
  }
};
const isSshd = (pid: number) => stat(pid)?.name.startsWith("sshd") ?? false;

function descendants(roots: readonly number[]): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const parent = /^\d+$/.test(name) ? stat(Number(name))?.parent : undefined;
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const under = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && parent > 1 && (roots.includes(parent) || under(parent));
  };
  return [...parents.keys()].filter(under);
}

function kill(pid: number) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in between.
  }
}
