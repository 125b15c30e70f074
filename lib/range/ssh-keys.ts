import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import ssh2, { type ParsedKey } from "ssh2";
import type { RangeLayout } from "./layout.ts";

export type KeyFiles = { privateFile: string; privateKey: string; publicKey: string };

/** An Ed25519 key pair kept in `ssh/<name>` and `ssh/<name>.pub`, made at first use. */
export function keyPair(layout: RangeLayout, name: "host_key" | "other_host_key" | "client_key"): KeyFiles {
  const privateFile = path.join(layout.ssh, name);
  if (!existsSync(privateFile)) {
    mkdirSync(layout.ssh, { recursive: true, mode: 0o700 });
    const made = ssh2.utils.generateKeyPairSync("ed25519", { comment: "drill range" });
    writeFileSync(`${privateFile}.pub`, `${made.public}\n`);
    writeFileSync(privateFile, made.private, { mode: 0o600 });
  }
  const publicKey = readFileSync(`${privateFile}.pub`, "utf8").trim();
  return { privateFile, privateKey: readFileSync(privateFile, "utf8"), publicKey };
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
