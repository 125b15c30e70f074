import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { ownerOf } from "./owner.ts";

/** Forgets one of the person's own browsers; nothing is sent to it any more. */
export async function unsubscribePush(ctx: ServiceContext, id: string): Promise<void> {
  authorise(ctx, "push.manage.own");
  const userId = ownerOf(ctx.actor);
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.pushSubscription.deleteMany({ where: { id, userId } });
    if (count === 0)
      throw new AppError("not-found", "You have no such browser; nothing is sent to it. Nothing was changed.");
    await ctx.recorder.audit(tx, ctx.actor, { action: "push.unsubscribe", object: `user:${userId}`, data: { id } });
  });
}
