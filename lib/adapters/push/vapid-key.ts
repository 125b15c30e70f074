import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import type { Db } from "#lib/ports/db.ts";
import { PUSH_KEY_SETTING } from "#lib/ports/push.ts";
import { loadKeyFile } from "../secrets/key-file.ts";

export type VapidKey = { publicKey: string; privateKey: string };

const make = () =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "pem", type: "pkcs8" }).toString();

/** The key by which push services know this installation (RFC 8292). Losing it ends every subscription: each browser has to subscribe again. */
export function loadVapidKey(file: string): VapidKey {
  const { x = "", y = "", d = "" } = createPrivateKey(loadKeyFile(file, make)).export({ format: "jwk" });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  return { publicKey: point.toString("base64url"), privateKey: d };
}

/** Tells web processes the public half. Safe to repeat. */
export async function publishVapidKey(db: Db, { publicKey }: Pick<VapidKey, "publicKey">): Promise<void> {
  const value = { publicKey };
  await db.setting.upsert({
    where: { key: PUSH_KEY_SETTING },
    create: { key: PUSH_KEY_SETTING, value },
    update: { value },
  });
}
