import { createHash } from "node:crypto";
import type { ServerHostKeyAlgorithm } from "ssh2";

/** `SHA256:…` as ssh-keygen -l prints it, of a host key in wire form. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

export const HOST_KEY_ALGORITHMS: ServerHostKeyAlgorithm[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
];

/** Algorithms that lead to another kind of host key than the one that was shown: a server has several, and one of them may be the pinned one. */
export function otherAlgorithms(
  shown: Buffer,
  candidates: readonly ServerHostKeyAlgorithm[],
): ServerHostKeyAlgorithm[] {
  const kind = shown.toString("latin1", 4, 4 + shown.readUInt32BE(0));
  return candidates.filter((algorithm) => (kind === "ssh-rsa" ? !algorithm.startsWith("rsa-") : algorithm !== kind));
}
