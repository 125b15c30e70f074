import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { ownerOf } from "./owner.ts";

/** Asks the engine for a test notification to one of the person's own browsers; it goes out within seconds. */
export async function testPush(ctx: ServiceContext, id: string): Promise<void> {
  authorise(ctx, "push.manage.own");
  const userId = ownerOf(ctx.actor);
  const row = await ctx.db.pushSubscription.findFirst({ where: { id, userId }, select: { id: true } });
  if (!row) throw new AppError("not-found", "You have no such browser. Nothing was sent.");
  await ctx.db.pushMessage.create({
    data: {
      key: `test:${crypto.randomUUID()}`,
      kind: "test",
      subscriptionId: id,
      text: "A test. Nothing happened.",
      createdAt: ctx.clock.now(),
    },
  });
}
