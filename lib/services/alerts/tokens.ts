import { createHash, randomBytes } from "node:crypto";
import type { AlertTokenView } from "#lib/contract/alert.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";

/** Other than an API token's, so that neither is taken for the other. */
const PREFIX = "bka_";
const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Makes a token for a sender of alerts; it is told once. It can add drafts and nothing else. */
export async function issueAlertToken(ctx: ServiceContext, { name }: { name: string }): Promise<{ token: string }> {
  authorise(ctx, "user.manage");
  const token = PREFIX + randomBytes(32).toString("base64url");
  await ctx.db.$transaction(async (tx) => {
    const { id } = await tx.alertToken.create({ data: { name, tokenHash: hashOf(token), createdBy: ctx.actor } });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "alert-token.create",
      object: `alert-token:${id}`,
      data: { name },
    });
  });
  return { token };
}

export async function listAlertTokens(ctx: ServiceContext): Promise<AlertTokenView[]> {
  authorise(ctx, "user.manage");
  const rows = await ctx.db.alertToken.findMany({ orderBy: { createdAt: "desc" } });
  return rows.map((t) => ({
    id: t.id,
    name: t.name,
    createdAt: t.createdAt.toISOString(),
    lastUsedAt: t.lastUsedAt?.toISOString() ?? null,
    revokedAt: t.revokedAt?.toISOString() ?? null,
  }));
}

/** Ends a sender's token. Safe to repeat. */
export async function revokeAlertToken(ctx: ServiceContext, id: string): Promise<void> {
  authorise(ctx, "user.manage");
  await ctx.db.$transaction(async (tx) => {
    const token = await tx.alertToken.findUnique({ where: { id } });
    if (!token) throw new AppError("not-found", "There is no such alert token. Nothing was changed.");
    if (token.revokedAt) return;
    await tx.alertToken.update({ where: { id }, data: { revokedAt: ctx.clock.now() } });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "alert-token.revoke",
      object: `alert-token:${id}`,
      data: { name: token.name },
    });
  });
}

/** Whose token it is. Throws AppError "unauthenticated" when it is unknown or ended. */
export async function alertSender(
  ctx: Pick<ServiceContext, "db" | "clock">,
  authorization: string | null,
): Promise<{ id: string; name: string }> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
  const row = token.startsWith(PREFIX)
    ? await ctx.db.alertToken.findUnique({ where: { tokenHash: hashOf(token) } })
    : null;
  if (!row || row.revokedAt)
    throw new AppError(
      "unauthenticated",
      "The alerts came without a valid alert token. Nothing was kept. Give the sender a token of Backout as its bearer credentials.",
    );
  await ctx.db.alertToken.update({ where: { id: row.id }, data: { lastUsedAt: ctx.clock.now() } });
  return { id: row.id, name: row.name };
}
