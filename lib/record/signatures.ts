import { createHash, createPublicKey, verify } from "node:crypto";

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** As people compare it: `SHA256:` and 43 characters. */
export const keyFingerprint = (publicKey: string): string =>
  `SHA256:${createHash("sha256").update(Buffer.from(publicKey, "base64url")).digest("base64").replace(/=+$/, "")}`;

/** True when `signature` over `text` is of that raw Ed25519 key; false too for what is no key or no signature. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}
