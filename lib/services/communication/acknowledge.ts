import { createHash } from "node:crypto";
import { readActor } from "#lib/domain/actor/actor.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Tx } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { tellPagers } from "./pager.ts";

/** "I have it": stops the steps that wait for an answer. There is one acknowledgement; a second one is told whose it is. */
export async function acknowledgeEscalation(
  ctx: ServiceContext,
  { incident, note }: { incident: number; note: string },
): Promise<void> {
  authorise(ctx, "escalation.acknowledge");
  await ctx.db.$transaction((tx) => acknowledge(ctx, tx, incident, note));
}

/**
 * The same by the link of a mail, for whoever was written to; it works once. What proves the right is the link, so that the actor is the contact it
 * was sent to and may do nothing else.
 */
export async function acknowledgeByLink(
  ctx: Omit<ServiceContext, "actor">,
  token: string,
): Promise<{ incident: number; title: string; name: string }> {
  return ctx.db.$transaction(async (tx) => {
    const link = await tx.acknowledgeLink.findUnique({
      where: { tokenHash: createHash("sha256").update(token).digest("hex") },
      include: { escalationStep: { include: { incident: true } } },
    });
    const now = ctx.clock.now();
    const { count } = await tx.acknowledgeLink.updateMany({
      where: { id: link?.id ?? "", usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (!link || count === 0)
      throw new AppError(
        "expired",
        "The link was used already, is too old, or is not one of ours. Nothing was acknowledged. Open the incident, or phone whoever leads it.",
      );
    const { incident } = link.escalationStep;
    const actor = { kind: "contact", id: link.id, name: link.contactName } as const;
    await acknowledge({ ...ctx, actor }, tx, incident.number, "by the link of the mail");
    return { incident: incident.number, title: incident.title, name: link.contactName };
  });
}

async function acknowledge(ctx: ServiceContext, tx: Tx, number: number, note: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Incident" WHERE "number" = ${number} FOR NO KEY UPDATE`;
  const incident = await tx.incident.findUnique({
    where: { number },
    include: { acknowledgement: true, escalation: true },
  });
  if (!incident) throw new AppError("not-found", `There is no incident INC-${number}.`);
  if (incident.acknowledgement)
    throw new AppError(
      "not-possible-now",
      `${readActor(incident.acknowledgement.by).name} acknowledged at ${incident.acknowledgement.at.toISOString()}. Nothing was changed and nothing is to be done.`,
    );
  if (incident.status === "resolved" || incident.status === "closed")
    throw new AppError("not-possible-now", `INC-${number} is ${incident.status} already. Nothing was changed.`);
  if (incident.escalation.length === 0)
    throw new AppError("not-possible-now", `INC-${number} calls nobody, so there is nothing to acknowledge.`);
  const at = ctx.clock.now();
  await tx.acknowledgement.create({ data: { incidentNumber: number, at, by: ctx.actor, note } });
  await tx.escalationStep.updateMany({
    where: { incidentNumber: number, firedAt: null, stoppedAt: null, until: "acknowledged" },
    data: { stoppedAt: at, stopReason: `acknowledged by ${ctx.actor.name}` },
  });
  await tellPagers(ctx, tx, number, "acknowledge");
  await ctx.recorder.timeline(tx, ctx.actor, {
    incident: number,
    kind: "escalation.acknowledged",
    text: `${ctx.actor.name} acknowledged${note ? `: ${note}` : ""}`,
  });
  await ctx.recorder.audit(tx, ctx.actor, { action: "escalation.acknowledge", object: `incident:${number}` });
  await ctx.recorder.notify(tx, { t: "incident", number, what: "communication" });
}
