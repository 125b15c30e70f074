import { createHash, randomBytes } from "node:crypto";
import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";
import type { Db, Tx } from "#lib/ports/db.ts";

export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/** A link for one use: signs a person in, or lets the first admin be made. Only its hash is kept. Answers the token. */
export async function createOneTimeLink(
  db: Db,
  link: { purpose: "setup" | "sign-in"; userId?: string; validMs: number },
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await db.oneTimeLink.create({
    data: {
      tokenHash: hashToken(token),
      purpose: link.purpose,
      userId: link.userId ?? null,
      expiresAt: new Date(Date.now() + link.validMs),
    },
  });
  return token;
}

/** Whether a link could be used now; only a look. */
export const isOneTimeLink = async (db: Db, token: string, purpose: "setup" | "sign-in"): Promise<boolean> =>
  (await db.oneTimeLink.count({
    where: { tokenHash: hashToken(token), purpose, usedAt: null, expiresAt: { gt: new Date() } },
  })) > 0;

/** Uses a link up. Of two that arrive together, one gets it. `null` when it is unknown, used, too old, or for something else. */
export async function consumeOneTimeLink(
  tx: Tx,
  token: string,
  purpose: "setup" | "sign-in",
): Promise<{ userId: string | null } | null> {
  const [row] = await tx.$queryRaw<{ userId: string | null }[]>`
    UPDATE "OneTimeLink" SET "usedAt" = now() WHERE "tokenHash" = ${hashToken(token)} AND "purpose" = ${purpose} AND "usedAt" IS NULL AND "expiresAt" > now() RETURNING "userId"`;
  return row ?? null;
}

/** Makes a session from a link; reached through surface.ts only. */
export const oneTimeLinks = (db: Db) =>
  ({
    id: "one-time-links",
    endpoints: {
      signInLink: createAuthEndpoint(
        "/link/sign-in",
        { method: "POST", body: z.strictObject({ token: z.string().min(20).max(100) }) },
        async (ctx) => {
          const used = await consumeOneTimeLink(db, ctx.body.token, "sign-in");
          const user = used?.userId ? await ctx.context.internalAdapter.findUserById(used.userId) : null;
          if (!user)
            throw new APIError("UNAUTHORIZED", {
              message:
                "The link was used already, is too old, or is not one of ours. Sign in with your password, or ask for a new link.",
            });
          const session = await ctx.context.internalAdapter.createSession(user.id);
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ user: { id: user.id } });
        },
      ),
    },
  }) satisfies BetterAuthPlugin;
