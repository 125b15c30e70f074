import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { RecordSigner } from "#lib/ports/checkpoints.ts";
import { keyFingerprint } from "#lib/record/signatures.ts";

/** The engine's key that signs checkpoints: made at the first start, in a file that only this user reads. */
export function loadRecordKey(file: string): RecordSigner & { fingerprint: string } {
  const privateKey = createPrivateKey(read(file) ?? create(file));
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return {
    publicKey: x,
    fingerprint: keyFingerprint(x),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString("base64url"),
  };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Two engines that start together end with the same key: a link to a written file is made once. */
function create(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  const own = `${file}.${process.pid}`;
  const pem = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  writeFileSync(own, pem, { mode: 0o600 });
  try {
    linkSync(own, file);
    return pem;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return readFileSync(file, "utf8");
  } finally {
    rmSync(own);
  }
}
