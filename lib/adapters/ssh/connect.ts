import { type Config, NodeSSH } from "node-ssh";
import type { Client, ServerHostKeyAlgorithm } from "ssh2";
import { ConnectError, type TargetAddress, type TargetCredential } from "#lib/ports/remote-executor.ts";
import { fingerprint, HOST_KEY_ALGORITHMS, otherAlgorithms } from "./host-key.ts";

const DEFAULT_TIMEOUT_MS = 15_000;

/** A dead path is noticed after 5 s × 3 without an answer. Ciphers: AES-GCM first, it is the quickest that needs no native addon. */
const COMMON: Config = {
  keepaliveInterval: 5_000,
  keepaliveCountMax: 3,
  algorithms: {
    kex: [
      "curve25519-sha256",
      "curve25519-sha256@libssh.org",
      "ecdh-sha2-nistp256",
      "ecdh-sha2-nistp384",
      "ecdh-sha2-nistp521",
      "diffie-hellman-group16-sha512",
      "diffie-hellman-group14-sha256",
    ],
    cipher: ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes256-ctr"],
    hmac: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"],
    compress: ["none"],
  },
};

export type ConnectOptions = { signal?: AbortSignal; timeoutMs?: number | undefined };

/**
 * An authenticated connection to the host whose key is pinned. Throws ConnectError. A host that shows another kind of key than the
 * pinned one is asked for its other kinds before that counts as a mismatch; no key but the pinned one is ever authenticated to.
 */
export async function connect(
  target: TargetAddress,
  credential: TargetCredential,
  options: ConnectOptions = {},
): Promise<Client> {
  let candidates = HOST_KEY_ALGORITHMS;
  let firstShown: string | undefined;
  for (;;) {
    let shown: Buffer | undefined;
    const verify = (key: Buffer) => {
      shown = key;
      return fingerprint(key) === target.hostKeySha256;
    };
    try {
      return await attempt(
        target.host,
        target.port,
        { ...secret(target, credential), hostVerifier: verify },
        candidates,
        options,
      );
    } catch (error) {
      const refused = shown !== undefined && fingerprint(shown) !== target.hostKeySha256;
      if (shown && refused) firstShown ??= fingerprint(shown);
      const rest = shown && refused ? otherAlgorithms(shown, candidates) : [];
      if (rest.length > 0) {
        candidates = rest;
        continue;
      }
      options.signal?.throwIfAborted();
      throw firstShown === undefined ? failure(target, error as SshError) : mismatch(target, firstShown);
    }
  }
}

/** The key a host shows, without ever authenticating. Throws ConnectError `unreachable`. */
export async function scanHostKey(host: string, port: number, options: { timeoutMs?: number } = {}): Promise<string> {
  let shown: Buffer | undefined;
  const refuse = (key: Buffer) => {
    shown = key;
    return false;
  };
  try {
    (
      await attempt(host, port, { username: "scan", password: "", hostVerifier: refuse }, HOST_KEY_ALGORITHMS, options)
    ).destroy();
  } catch (error) {
    if (!shown) throw failure({ name: host, host, port }, error as SshError);
  }
  if (!shown) throw new Error("the host was accepted without showing a key");
  return fingerprint(shown);
}

async function attempt(
  host: string,
  port: number,
  config: Config,
  serverHostKey: ServerHostKeyAlgorithm[],
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: ConnectOptions,
): Promise<Client> {
  signal?.throwIfAborted();
  const ssh = new NodeSSH();
  const ready = ssh.connect({
    ...COMMON,
    ...config,
    host,
    port,
    readyTimeout: timeoutMs,
    algorithms: { ...COMMON.algorithms, serverHostKey },
  });
  // node-ssh leaves the connection without an error listener once it is ready; a reset would then end the process.
  const client = ssh.connection;
  client?.on("error", () => {});
  // From the first byte on: with Nagle's algorithm the login alone takes 130 ms longer.
  client?.setNoDelay(true);
  const abort = () => client?.destroy();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    await ready;
    if (!client || !ssh.connection) throw new Error("the connection was closed as soon as it was ready");
    return client;
  } catch (error) {
    client?.destroy();
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

function secret(target: TargetAddress, credential: TargetCredential): Config {
  return credential.kind === "key"
    ? { username: target.user, privateKey: credential.privateKey }
    : { username: target.user, password: credential.password };
}

type SshError = Error & { level?: string; code?: string };

function failure(target: Pick<TargetAddress, "name" | "host" | "port">, error: SshError): ConnectError {
  if (error.level === "client-authentication" || /privateKey|passphrase/i.test(error.message)) {
    const why =
      error.level === "client-authentication" ? "refused the credential" : `cannot be tried: ${error.message}`;
    return new ConnectError({ kind: "authRejected" }, `${target.name}: ${why}`);
  }
  const reason = error.message || error.code || "no answer";
  return new ConnectError(
    { kind: "unreachable", reason },
    `${target.name}: cannot connect to ${target.host}:${target.port}: ${reason}`,
  );
}

function mismatch(target: TargetAddress, actual: string): ConnectError {
  const expected = target.hostKeySha256;
  return new ConnectError(
    { kind: "hostKeyMismatch", expected, actual },
    `${target.name}: the host key is ${actual}, but ${expected} is pinned. Nothing was sent and no login was tried.`,
  );
}
