import type { Db } from "#lib/ports/db.ts";

const WINDOW_MS = 60_000;
/** From one address, all accounts together: this many times the limit of one account. */
const ADDRESS_FACTOR = 6;

export type SignInLimit = {
  /** Counts an attempt. Seconds to wait when there were too many, else 0. */
  attempt(address: string, handle: string): Promise<number>;
  /** It was the right password: the attempt does not count. */
  succeeded(address: string, handle: string): Promise<void>;
};

/**
 * Slows guessing down, per account and address, and per address. An account is never locked: its owner signs in from elsewhere at once.
 * Counts stand in the database, so several web processes share them. `perMinute` 0: no limit.
 */
export function createSignInLimit(db: Db, perMinute: number): SignInLimit {
  const keysOf = (address: string, handle: string): [key: string, max: number][] => [
    [`sign-in|${address}|${handle.toLowerCase().slice(0, 64)}`, perMinute],
    [`sign-in|${address}`, perMinute * ADDRESS_FACTOR],
  ];
  return {
    async attempt(address, handle) {
      if (perMinute === 0) return 0;
      let waitMs = 0;
      for (const [key, max] of keysOf(address, handle)) {
        const now = Date.now();
        const [row] = await db.$queryRaw<{ count: number; lastRequest: bigint }[]>`
          INSERT INTO "RateLimit" ("id", "key", "count", "lastRequest") VALUES (${crypto.randomUUID()}, ${key}, 1, ${now}::bigint)
          ON CONFLICT ("key") DO UPDATE SET
            "count" = CASE WHEN "RateLimit"."lastRequest" <= ${now - WINDOW_MS}::bigint THEN 1 ELSE "RateLimit"."count" + 1 END,
            "lastRequest" = CASE WHEN "RateLimit"."lastRequest" <= ${now - WINDOW_MS}::bigint THEN ${now}::bigint ELSE "RateLimit"."lastRequest" END
          RETURNING "count", "lastRequest"`;
        if (row && row.count > max) waitMs = Math.max(waitMs, Number(row.lastRequest) + WINDOW_MS - now);
      }
      return Math.ceil(waitMs / 1000);
    },
    async succeeded(address, handle) {
      if (perMinute === 0) return;
      const [[own], [shared]] = keysOf(address, handle) as [[string, number], [string, number]];
      await db.$executeRaw`DELETE FROM "RateLimit" WHERE "key" = ${own} OR "lastRequest" <= ${Date.now() - WINDOW_MS}::bigint`;
      await db.$executeRaw`UPDATE "RateLimit" SET "count" = greatest(0, "count" - 1) WHERE "key" = ${shared}`;
    },
  };
}
