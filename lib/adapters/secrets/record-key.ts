import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import type { RecordSigner } from "#lib/ports/checkpoints.ts";
import { keyFingerprint } from "#lib/record/signatures.ts";
import { loadKeyFile } from "./key-file.ts";

const make = () => generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();

/** The engine's key that signs checkpoints. */
export function loadRecordKey(file: string): RecordSigner & { fingerprint: string } {
  const privateKey = createPrivateKey(loadKeyFile(file, make));
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return {
    publicKey: x,
    fingerprint: keyFingerprint(x),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64url"),
  };
}
