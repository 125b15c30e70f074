import { type ChildProcess, spawn } from "node:child_process";
import { timingSafeEqual } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import ssh2, { type AuthContext, type Connection, type ParsedKey, type ServerChannel, type Session } from "ssh2";
import { childEnvironment } from "./command.ts";
import { parsePublicKey } from "./ssh-keys.ts";

export type EmbeddedSshOptions = {
  /** (Default: chosen by the system) */
  port?: number;
  /** Private host key, OpenSSH format. */
  hostKey: string;
  /** The one public key that may log in, `ssh-ed25519 AAAA…`. */
  authorizedKey: string;
  /** The one user name that may log in. Commands run as the user of this process, whatever its name. */
  user: string;
  /** The whole environment of a command, as a login would give it. */
  env: Record<string, string>;
};

/** A person gets this long to prove who they are, in as many attempts. */
const LOGIN_GRACE_MS = 20_000;
const MAX_AUTH_ATTEMPTS = 6;
/** What a client may send to a running command, as OpenSSH allows it. */
const SIGNALS = new Set(["ABRT", "ALRM", "FPE", "HUP", "INT", "KILL", "PIPE", "QUIT", "SEGV", "TERM", "USR1", "USR2"]);

/**
 * A small SSH server on the loopback for machines without sshd, with what Backout needs of one and nothing else: key
 * authentication, and `exec` that behaves as OpenSSH does without a terminal. Shells, terminals, subsystems and forwarding
 * are refused. Resolves when it listens.
 */
export function startEmbeddedSsh(options: EmbeddedSshOptions): Promise<Server> {
  const authorizedKey = parsePublicKey(options.authorizedKey);
  const ssh = new ssh2.Server({ hostKeys: [options.hostKey], ident: "range" }, (connection) => {
    authenticate(connection, options.user, authorizedKey);
    connection.on("session", (accept) => serveSession(accept(), options.env));
    // A client that vanishes or talks nonsense is the client's affair.
    connection.on("error", () => {});
  });
  const server = createServer((socket: Socket) => {
    socket.setNoDelay(true);
    socket.on("error", () => {});
    ssh.injectSocket(socket);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", () => resolve(server));
  });
}

function authenticate(connection: Connection, user: string, authorizedKey: ParsedKey): void {
  let attempts = 0;
  const grace = setTimeout(() => connection.end(), LOGIN_GRACE_MS);
  connection.on("authentication", (context: AuthContext) => {
    if (isAuthorized(context, user, authorizedKey)) return context.accept();
    attempts += context.method === "none" ? 0 : 1;
    if (attempts > MAX_AUTH_ATTEMPTS) return connection.end();
    context.reject(["publickey"]);
  });
  connection.on("ready", () => clearTimeout(grace));
  connection.on("close", () => clearTimeout(grace));
}

/** Without a signature the client only asks whether the key would do. */
function isAuthorized(context: AuthContext, user: string, authorizedKey: ParsedKey): boolean {
  if (context.method !== "publickey" || context.username !== user) return false;
  const offered = context.key.data;
  const known = authorizedKey.getPublicSSH();
  if (context.key.algo !== authorizedKey.type || offered.length !== known.length || !timingSafeEqual(offered, known))
    return false;
  if (context.signature === undefined || context.blob === undefined) return true;
  return authorizedKey.verify(context.blob, context.signature, context.hashAlgo) === true;
}

/** One command a session, as the protocol has it; every other request has no listener and is refused by ssh2. */
function serveSession(session: Session, env: Record<string, string>): void {
  let child: ChildProcess | null = null;
  session.on("exec", (accept, reject, { command }) => {
    if (child !== null) return reject();
    child = serveCommand(accept(), command, env);
  });
  session.on("signal", (accept, reject, { name }) => {
    const pid = child?.exitCode === null && child.signalCode === null ? child.pid : undefined;
    if (pid === undefined || !SIGNALS.has(name)) return reject?.();
    accept?.();
    signalGroup(pid, `SIG${name}` as NodeJS.Signals);
  });
}

/**
 * Runs in a session of its own, as under sshd: when the client goes away, nobody kills it; its pipes break, and what has
 * detached itself lives on. The channel closes when the command has ended and nobody holds its output any more.
 */
function serveCommand(channel: ServerChannel, command: string, env: Record<string, string>): ChildProcess {
  const child = spawn("sh", ["-c", command], {
    cwd: env.HOME !== undefined && existsSync(env.HOME) ? env.HOME : "/",
    env: childEnvironment(env),
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  for (const stream of [child.stdin, child.stdout, child.stderr, channel, channel.stderr]) stream.on("error", () => {});
  // pipe() stops reading while the other side is slow, in all three directions.
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  channel.on("close", () => {
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
  });
  child.once("error", () => {
    channel.exit(127);
    channel.end();
  });
  let end: { code: number | null; signal: NodeJS.Signals | null } | null = null;
  child.once("exit", (code, signal) => {
    end = { code, signal };
  });
  child.once("close", () => {
    if (end?.signal) channel.exit(end.signal.replace(/^SIG/, ""), false, "");
    else channel.exit(end?.code ?? 127);
    // Only after the last of stderr: ending the channel closes both.
    channel.stderr.end(() => channel.end());
  });
  return child;
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // Ended meanwhile.
  }
}
