import type { Tx } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";

const TEXT = {
  acknowledge: (by: string) => ({ subject: "Acknowledged", body: `Acknowledged by ${by}.` }),
  resolve: (by: string) => ({ subject: "Resolved", body: `Resolved by ${by}.` }),
};

/** Tells every pager that was called for the incident that somebody has it, or that it is over. */
export async function tellPagers(
  ctx: Pick<ServiceContext, "actor" | "clock" | "queue">,
  tx: Tx,
  incident: number,
  action: keyof typeof TEXT,
): Promise<void> {
  const called = await tx.delivery.findMany({
    where: { incidentNumber: incident, kind: "pagerduty", action: "call", channelId: { not: null } },
    distinct: ["channelId"],
  });
  const now = ctx.clock.now();
  for (const { channelId, channelName, kind, escalationStepId } of called) {
    const delivery = await tx.delivery.create({
      data: {
        incidentNumber: incident,
        escalationStepId,
        channelId,
        channelName,
        kind,
        recipient: "",
        recipientName: "",
        action,
        ...TEXT[action](ctx.actor.name),
        createdAt: now,
        nextAttemptAt: now,
        createdBy: ctx.actor,
      },
    });
    await ctx.queue.send(tx, "delivery.send", { deliveryId: delivery.id, attempt: 1 });
  }
}
