import { callsOf } from "#lib/domain/communication/escalation.ts";
import type { Tx } from "#lib/ports/db.ts";
import { channelKind } from "../communication/view.ts";
import type { ServiceContext } from "../context.ts";

/** Tells everybody who can be told, at once: each contact by mail, and every chat, pager and webhook. For a drill it is recorded and sent to nobody. */
export async function raiseAlarm(
  ctx: ServiceContext,
  tx: Tx,
  { incident, subject, body }: { incident: number; subject: string; body: string },
): Promise<void> {
  const { playbookVersion } = await tx.incident.findUniqueOrThrow({
    where: { number: incident },
    select: { playbookVersion: { select: { playbook: true } } },
  });
  const contacts = await tx.contact.findMany({
    where: { OR: [{ playbook: null }, { playbook: playbookVersion.playbook }] },
    orderBy: [{ position: "asc" }, { name: "asc" }],
  });
  const channels = await tx.channel.findMany({ where: { enabled: true }, orderBy: { name: "asc" } });
  const ways = channels.map((row) => ({ id: row.id, name: row.name, kind: channelKind(row.kind), column: row.kind }));
  const now = ctx.clock.now();
  const deliveries = callsOf(["email", "chat", "pager", "webhook"], contacts, ways).map((call) => ({
    id: crypto.randomUUID(),
    incidentNumber: incident,
    channelId: call.channel.id,
    kind: call.channel.column,
    channelName: call.channel.name,
    recipient: call.recipient,
    recipientName: call.recipientName,
    action: "tell",
    subject,
    body,
    createdAt: now,
    nextAttemptAt: now,
    createdBy: ctx.actor,
  }));
  await tx.delivery.createMany({ data: deliveries });
  for (const { id } of deliveries) await ctx.queue.send(tx, "delivery.send", { deliveryId: id, attempt: 1 });
}
