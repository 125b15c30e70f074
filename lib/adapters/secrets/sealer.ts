import { z } from "zod";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Db } from "#lib/ports/db.ts";
import type { Sealer } from "#lib/ports/sealer.ts";
import { ENGINE_KEY_SETTING } from "./engine-key.ts";
import { exact, seal, suite } from "./hpke.ts";

const Published = z.object({ publicKey: z.string(), fingerprint: z.string() });

/** Seals to the key that the engine published last; reads it each time, so that it needs no restart. */
export function createSealer(db: Db): Sealer {
  return {
    async seal(plaintext, context) {
      const setting = await db.setting.findUnique({ where: { key: ENGINE_KEY_SETTING } });
      const published = Published.safeParse(setting?.value);
      if (!published.success)
        throw new AppError(
          "unavailable",
          "No engine has started yet, so there is no key to seal a credential or secret with. Nothing was saved. Start the engine, then try again.",
        );
      const raw = Buffer.from(published.data.publicKey, "base64url");
      const publicKey = await suite.kem.deserializePublicKey(exact(raw));
      return {
        sealed: await seal(publicKey, plaintext, context),
        keyFingerprint: published.data.fingerprint,
      };
    },
  };
}
