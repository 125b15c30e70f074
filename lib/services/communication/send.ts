import type { z } from "zod";
import type { SendDraft } from "#lib/contract/communication.ts";
import { hasRecipients } from "#lib/domain/communication/channel.ts";
import { openFields } from "#lib/domain/communication/template.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Tx } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { openDraft } from "./draft.ts";
import { communicatedIncident } from "./incident.ts";
import { channelKind } from "./view.ts";

type Input = { incident: number; id: string; body: z.infer<typeof SendDraft> };

/**
 * Hands a reviewed draft over to be sent, once: of two who press at once, one is told that it was sent. Each channel and recipient becomes a
 * delivery of its own, which the engine sends; for a drill it is recorded and sent to nobody.
 */
export async function sendDraft(
  ctx: ServiceContext,
  { incident: number, id, body }: Input,
): Promise<{ deliveries: string[] }> {
  authorise(ctx, "communication.send");
  return ctx.db.$transaction(async (tx) => {
    const { incident, playbook } = await communicatedIncident(tx, number);
    const draft = await openDraft(tx, number, id, body.version);
    const missing = openFields(`${draft.subject}\n${draft.body}`);
    if (missing.length > 0)
      throw new AppError(
        "invalid",
        `The message is not complete: ${missing.join("; ")}. Nothing was sent. Fill in or delete what begins with [TO FILL:.`,
        { errors: missing.map((field) => ({ path: "body", message: field })) },
      );
    const template = playbook.communication.templates.find((t) => t.id === draft.template);
    const ways = await chosen(tx, body.to, template?.audience === "public");
    const now = ctx.clock.now();
    await tx.draft.update({ where: { id }, data: { sentAt: now, sentBy: ctx.actor } });
    const deliveries = ways.map(({ channel, recipient, recipientName }) => ({
      id: crypto.randomUUID(),
      incidentNumber: number,
      draftId: id,
      channelId: channel.id,
      kind: channel.kind,
      channelName: channel.name,
      recipient,
      recipientName,
      action: "tell",
      subject: draft.subject,
      body: draft.body,
      createdAt: now,
      nextAttemptAt: now,
      createdBy: ctx.actor,
    }));
    await tx.delivery.createMany({ data: deliveries });
    for (const delivery of deliveries)
      await ctx.queue.send(tx, "delivery.send", { deliveryId: delivery.id, attempt: 1 });
    await ctx.recorder.timeline(tx, ctx.actor, {
      incident: incident.number,
      kind: "notification.released",
      text: `${ctx.actor.name} released "${draft.subject}" to ${ways.map((w) => w.recipientName || w.channel.name).join(", ")}`,
      data: { draftId: id },
    });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "communication.send",
      object: `incident:${number}`,
      data: { draft: id, deliveries: deliveries.map((d) => d.id) },
    });
    await ctx.recorder.notify(tx, { t: "incident", number, what: "communication" });
    return { deliveries: deliveries.map((d) => d.id) };
  });
}

async function chosen(tx: Tx, to: z.infer<typeof SendDraft>["to"], isPublic: boolean) {
  const channels = await tx.channel.findMany({ where: { id: { in: to.map((t) => t.channelId) }, enabled: true } });
  const wrong = (index: number, message: string) =>
    new AppError("invalid", `${message} Nothing was sent.`, { errors: [{ path: `to.${index}`, message }] });
  return to.map(({ channelId, recipient, recipientName }, index) => {
    const channel = channels.find((c) => c.id === channelId);
    if (!channel) throw wrong(index, "There is no such channel, or it is switched off.");
    const needsRecipient = hasRecipients(channelKind(channel.kind));
    if (needsRecipient !== (recipient !== ""))
      throw wrong(index, needsRecipient ? `${channel.name} needs a recipient.` : `${channel.name} takes no recipient.`);
    if (channel.kind === "status_page" && !isPublic)
      throw wrong(index, "An internal message is never put on the status page: use the public template.");
    return { channel, recipient, recipientName };
  });
}
