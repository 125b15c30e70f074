import { createPrivateKey, createPublicKey } from "node:crypto";
import { link, mkdir, open as openFile, readFile, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";
import type { Db } from "#lib/ports/db.ts";
import type { Opener } from "#lib/ports/sealer.ts";
import { exact, fingerprintOf, open, suite } from "./hpke.ts";

export const ENGINE_KEY_SETTING = "engine.publicKey";
const HEADER = "backout-engine-key-v1";

export type EngineKey = Opener & {
  /** Raw X25519 key, base64url. */
  publicKey: string;
  fingerprint: string;
};

/** The key cannot be used; the message names the file, never its content. */
export class EngineKeyError extends Error {
  override readonly name = "EngineKeyError";
}

/**
 * Reads the engine's private key; makes it (mode 0600) when there is none. Two engines that start together end with the same key.
 * @throws {EngineKeyError} when the file can be read by others, or is no key.
 */
export async function loadEngineKey(file: string): Promise<EngineKey> {
  const text = (await read(file)) ?? (await create(file));
  const [header, encoded = ""] = text.trim().split(" ");
  const raw = Buffer.from(encoded, "base64url");
  if (header !== HEADER || raw.length !== suite.kem.privateKeySize)
    throw new EngineKeyError(
      `${file} is not an engine key. Nothing was started. Put the right file back from your backup.`,
    );
  const privateKey = await suite.kem.deserializePrivateKey(exact(raw));
  const publicRaw = publicOf(raw);
  const fingerprint = fingerprintOf(publicRaw);
  return {
    publicKey: Buffer.from(publicRaw).toString("base64url"),
    fingerprint,
    async open(sealed, context) {
      try {
        return await open(privateKey, sealed, context);
      } catch (cause) {
        throw new EngineKeyError(
          `A credential or secret cannot be opened with the engine key ${fingerprint}: it was sealed to another key, for another target, or was altered. Enter it again.`,
          { cause },
        );
      }
    },
  };
}

/**
 * Publishes the public key, so that web processes can seal to it. Safe to repeat.
 * @throws {EngineKeyError} when credentials or secrets are sealed to another key: this engine could open none of them.
 */
export async function publishEngineKey(db: Db, key: EngineKey): Promise<void> {
  const value = { publicKey: key.publicKey, fingerprint: key.fingerprint };
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(7103)`;
    const another = { where: { keyFingerprint: { not: key.fingerprint } } };
    const foreign =
      (await tx.credential.findFirst(another)) ??
      (await tx.targetSecret.findFirst(another)) ??
      (await tx.channel.findFirst(another));
    if (foreign)
      throw new EngineKeyError(
        `Credentials or secrets are sealed to the engine key ${foreign.keyFingerprint}; this engine has ${key.fingerprint} and could open none of them. ` +
          "Nothing was started. Put the right key file back, or enter those of the targets again with the old engine stopped.",
      );
    await tx.setting.upsert({
      where: { key: ENGINE_KEY_SETTING },
      create: { key: ENGINE_KEY_SETTING, value },
      update: { value },
    });
  });
}

async function read(file: string): Promise<string | null> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0)
      throw new EngineKeyError(
        `${file} can be read by others than its owner. Nothing was started. Run: chmod 600 ${file}`,
      );
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Written whole beside its place and linked into it, so that nobody ever reads half a key and the first one made wins. */
async function create(file: string): Promise<string> {
  const { privateKey } = await suite.kem.generateKeyPair();
  const raw = Buffer.from(await suite.kem.serializePrivateKey(privateKey));
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${crypto.randomUUID()}.new`;
  const handle = await openFile(beside, "wx", 0o600);
  try {
    await handle.writeFile(`${HEADER} ${raw.toString("base64url")}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await claim(beside, file);
  return (await read(file)) as string;
}

async function claim(beside: string, file: string): Promise<void> {
  try {
    await link(beside, file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "EEXIST") {
      await rename(beside, file); // a file system without hard links
      return;
    }
  }
  await unlink(beside);
}

function publicOf(raw: Uint8Array): Uint8Array {
  // RFC 8410: an X25519 private key in PKCS #8 is this prefix and the 32 bytes.
  const der = Buffer.concat([Buffer.from("302e020100300506032b656e04220420", "hex"), raw]);
  const jwk = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" })).export({ format: "jwk" });
  return new Uint8Array(Buffer.from(jwk.x as string, "base64url"));
}
