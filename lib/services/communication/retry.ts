import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";

/** A person sends again what failed, or what nobody knows about: it may arrive twice then, and they know it. */
export async function retryDelivery(
  ctx: ServiceContext,
  { incident, id }: { incident: number; id: string },
): Promise<void> {
  authorise(ctx, "communication.send");
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Delivery" WHERE "id" = ${id} FOR UPDATE`;
    const delivery = await tx.delivery.findUnique({ where: { id } });
    if (!delivery || delivery.incidentNumber !== incident)
      throw new AppError("not-found", `INC-${incident} has no such delivery. Nothing was sent.`);
    if (delivery.state !== "failed" && delivery.state !== "unknown")
      throw new AppError("not-possible-now", `The delivery is ${delivery.state}. Nothing was sent again.`);
    const now = ctx.clock.now();
    await tx.delivery.update({ where: { id }, data: { state: "queued", nextAttemptAt: now, endedAt: null } });
    await ctx.queue.send(tx, "delivery.send", { deliveryId: id, attempt: delivery.attempt + 1 });
    await ctx.recorder.timeline(tx, ctx.actor, {
      incident,
      kind: "notification.repeated",
      text: `${ctx.actor.name} sends "${delivery.subject}" again: it was ${delivery.state === "failed" ? "not sent" : "not known whether it arrived"}`,
      data: { deliveryId: id },
    });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "communication.retry",
      object: `incident:${incident}`,
      data: { delivery: id },
    });
    await ctx.recorder.notify(tx, { t: "incident", number: incident, what: "communication" });
  });
}
