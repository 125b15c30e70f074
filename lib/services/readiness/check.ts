import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { TARGET, targetView } from "../targets/view.ts";

/**
 * Asks an engine to look at a target now, read-only. A look that is under way is joined: a target is looked at once at a time. Refused while a run
 * holds the target, which is looked at when that run has ended.
 */
export async function checkReadiness(ctx: ServiceContext, targetId: string): Promise<{ lookId: string }> {
  authorise(ctx, "readiness.check");
  return ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Target" WHERE "id" = ${targetId} FOR NO KEY UPDATE`;
    const target = await tx.target.findUnique({ where: { id: targetId }, include: TARGET });
    if (!target) throw new AppError("not-found", "There is no such target. Nothing was checked.");
    const { holder } = targetView(target);
    if (holder)
      throw new AppError(
        "not-possible-now",
        `${target.name} is held by "${holder.title}" (INC-${holder.incident}). Nothing was checked. It is checked by itself when that run has ended.`,
      );
    const open = await tx.readinessLook.findFirst({ where: { targetId, endedAt: null }, select: { id: true } });
    if (open) return { lookId: open.id };
    const look = await tx.readinessLook.create({
      data: { targetId, actor: ctx.actor, createdAt: ctx.clock.now() },
    });
    await ctx.queue.send(tx, "readiness.check", { lookId: look.id });
    await ctx.recorder.audit(tx, ctx.actor, { action: "readiness.check", object: `target:${targetId}` });
    await ctx.recorder.notify(tx, { t: "incident", number: 0, what: "target" });
    return { lookId: look.id };
  });
}
