import { createHash } from "node:crypto";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";

/** RFC 9180 in base mode: whoever has the public key can seal, only the private key opens. */
export const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});
const ENCAPSULATED_BYTES = suite.kem.encSize;
const info = (context: string) => bytesOf(`backout credential v1\n${context}`);

/** Encapsulated key, then ciphertext. `context` is bound to it: with another one it does not open. */
export async function seal(publicKey: CryptoKey, plaintext: string, context: string): Promise<Uint8Array> {
  const { ct, enc } = await suite.seal({ recipientPublicKey: publicKey, info: info(context) }, bytesOf(plaintext));
  return new Uint8Array(Buffer.concat([Buffer.from(enc), Buffer.from(ct)]));
}

/** @throws when the key, the context or a bit of the ciphertext is another one. */
export async function open(privateKey: CryptoKey, sealed: Uint8Array, context: string): Promise<string> {
  const enc = exact(sealed.subarray(0, ENCAPSULATED_BYTES));
  const ct = exact(sealed.subarray(ENCAPSULATED_BYTES));
  return new TextDecoder().decode(await suite.open({ recipientKey: privateKey, enc, info: info(context) }, ct));
}

/** `SHA256:` and base64, as SSH prints keys. */
export const fingerprintOf = (publicKey: Uint8Array): string =>
  `SHA256:${createHash("sha256").update(publicKey).digest("base64").replace(/=+$/, "")}`;

export const exact = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
const bytesOf = (text: string): ArrayBuffer => exact(new TextEncoder().encode(text));
