import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import ssh2, { type ParsedKey } from "ssh2";
import type { RangeLayout } from "./layout.ts";

const COMMENT = "drill-range";

export type KeyFiles = { privateFile: string; privateKey: string; publicKey: string };

/** An Ed25519 key pair kept in `ssh/<name>` and `ssh/<name>.pub`, made at first use. */
export function keyPair(layout: RangeLayout, name: "host_key" | "other_host_key" | "client_key"): KeyFiles {
  const privateFile = path.join(layout.ssh, name);
  if (!existsSync(privateFile)) {
    mkdirSync(layout.ssh, { recursive: true, mode: 0o700 });
    const made = newKeyPair();
    writeFileSync(`${privateFile}.pub`, `${made.publicKey}\n`);
    writeFileSync(privateFile, made.privateKey, { mode: 0o600 });
  }
  const publicKey = readFileSync(`${privateFile}.pub`, "utf8").trim();
  return { privateFile, privateKey: readFileSync(privateFile, "utf8"), publicKey };
}

/**
 * A new Ed25519 pair in OpenSSH's formats. Written here because one in 256 of those that ssh2 makes is malformed: it drops a
 * leading zero byte of the public key.
 */
export function newKeyPair(): { publicKey: string; privateKey: string } {
  const { d = "", x = "" } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const seed = Buffer.from(d, "base64url");
  const point = Buffer.from(x, "base64url");
  const publicBlob = Buffer.concat([sshString("ssh-ed25519"), sshString(point)]);
  // PROTOCOL.key of OpenSSH: the same random number twice, the key, a comment, and 1, 2, 3… up to a multiple of eight.
  const check = randomBytes(4);
  const key = [sshString("ssh-ed25519"), sshString(point), sshString(Buffer.concat([seed, point])), sshString(COMMENT)];
  const open = Buffer.concat([check, check, ...key]);
  const padding = Buffer.from(Array.from({ length: (8 - (open.length % 8)) % 8 }, (_, index) => index + 1));
  const file = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...["none", "none", ""].map((text) => sshString(text)),
    Buffer.from([0, 0, 0, 1]),
    sshString(publicBlob),
    sshString(Buffer.concat([open, padding])),
  ]);
  const lines = file.toString("base64").replace(/(.{70})(?=.)/g, "$1\n");
  return {
    publicKey: `ssh-ed25519 ${publicBlob.toString("base64")} ${COMMENT}`,
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`,
  };
}

function sshString(value: string | Buffer): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** `SHA256:…` as ssh-keygen and ssh print it. */
export function fingerprint(publicKey: string): string {
  const blob = parsePublicKey(publicKey).getPublicSSH();
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

export function parsePublicKey(publicKey: string): ParsedKey {
  const key = ssh2.utils.parseKey(publicKey);
  if (key instanceof Error) throw new Error(`not a public key: ${key.message}`);
  // ssh2 answers with a list for files that may hold several keys.
  return Array.isArray(key) ? key[0] : key;
}
