import { personOf } from "#lib/domain/actor/actor.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";

export type TokenView = {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
};

/** Your own tokens, newest first; never their text. */
export async function listTokens(ctx: ServiceContext): Promise<TokenView[]> {
  authorise(ctx, "token.manage.own");
  const rows = await ctx.db.apiToken.findMany({ where: { userId: owner(ctx) }, orderBy: { createdAt: "desc" } });
  return rows.map((t) => ({
    id: t.id,
    name: t.name,
    createdAt: t.createdAt.toISOString(),
    lastUsedAt: t.lastUsedAt?.toISOString() ?? null,
    revokedAt: t.revokedAt?.toISOString() ?? null,
  }));
}

/** Ends one of your own tokens, and the sockets that it opened. Safe to repeat. */
export async function revokeToken(ctx: ServiceContext, id: string): Promise<void> {
  authorise(ctx, "token.manage.own");
  const userId = owner(ctx);
  await ctx.db.$transaction(async (tx) => {
    const token = await tx.apiToken.findFirst({ where: { id, userId } });
    if (!token) throw new AppError("not-found", "You have no such token.");
    if (token.revokedAt) return;
    await tx.apiToken.update({ where: { id }, data: { revokedAt: ctx.clock.now() } });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "token.revoke",
      object: `user:${userId}`,
      data: { name: token.name },
    });
    await ctx.recorder.notify(tx, { t: "access", user: userId });
  });
}

function owner(ctx: ServiceContext): string {
  const person = personOf(ctx.actor);
  if (person === null) throw new AppError("forbidden", "Only people have tokens. Nothing was changed.");
  return person;
}
