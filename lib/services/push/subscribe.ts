import type { SubscribePush } from "#lib/contract/push.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { whyNoEndpoint } from "#lib/domain/push/endpoint.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { pushKey } from "./get.ts";
import { ownerOf } from "./owner.ts";

const MAX_BROWSERS = 10;

/** Adds the browser, or takes it over from whoever used it before: a browser wakes the one who is signed in there. Safe to repeat. */
export async function subscribePush(ctx: ServiceContext, body: SubscribePush): Promise<{ id: string }> {
  authorise(ctx, "push.manage.own");
  const userId = ownerOf(ctx.actor);
  const why = whyNoEndpoint(body.endpoint);
  if (why)
    throw new AppError("invalid", `Backout does not send to this push service: ${why}. Nothing was stored.`, {
      errors: [{ path: "endpoint", message: why }],
    });
  if (body.serverKey !== (await pushKey(ctx)))
    throw new AppError(
      "wrong-version",
      "The browser subscribed with another key than this installation has. Nothing was stored. Load the page again and subscribe anew.",
    );
  const { endpoint, serverKey, label } = body;
  return ctx.db.$transaction(async (tx) => {
    const others = await tx.pushSubscription.count({ where: { userId, endpoint: { not: endpoint } } });
    if (others >= MAX_BROWSERS)
      throw new AppError(
        "not-possible-now",
        `You have ${MAX_BROWSERS} browsers that are notified. Nothing was stored. Remove one first.`,
      );
    const row = { userId, ...body.keys, serverKey, label, lastProblem: null };
    const { id } = await tx.pushSubscription.upsert({ where: { endpoint }, create: { endpoint, ...row }, update: row });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "push.subscribe",
      object: `user:${userId}`,
      data: { id, label },
    });
    return { id };
  });
}
