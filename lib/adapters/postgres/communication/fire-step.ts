import { type Actor, readActor } from "#lib/domain/actor/actor.ts";
import { callsOf, stepFate } from "#lib/domain/communication/escalation.ts";
import { peopleOf } from "#lib/domain/communication/recipients.ts";
import type { Prisma, Tx } from "#lib/ports/db.ts";
import { kindOf } from "./claim-delivery.ts";
import type { Parts } from "./parts.ts";

const WITH = {
  incident: { include: { playbookVersion: { select: { playbook: true } }, acknowledgement: true } },
} satisfies Prisma.EscalationStepInclude;
type Step = Prisma.EscalationStepGetPayload<{ include: typeof WITH }>;

/**
 * A step falls due: it calls its people or is stopped, once, in one transaction with its messages. The incident's row is locked, so that whoever
 * acknowledges or resolves at this moment comes wholly before or wholly after.
 */
export async function fireStep(parts: Parts, by: Actor, stepId: string): Promise<boolean> {
  return parts.db.$transaction(async (tx) => {
    const now = parts.clock.now();
    await tx.$queryRaw`SELECT 1 FROM "Incident" i JOIN "EscalationStep" s ON s."incidentNumber" = i."number" WHERE s."id" = ${stepId} FOR NO KEY UPDATE OF i`;
    const step = await tx.escalationStep.findUnique({ where: { id: stepId }, include: WITH });
    if (!step || step.firedAt !== null || step.stoppedAt !== null || step.dueAt > now) return false;
    const { incident } = step;
    const fate = stepFate(step, {
      isOver: incident.status === "resolved" || incident.status === "closed",
      acknowledgedBy: incident.acknowledgement ? readActor(incident.acknowledgement.by).name : null,
    });
    if (fate.kind === "stopped")
      await tx.escalationStep.update({ where: { id: stepId }, data: { stoppedAt: now, stopReason: fate.reason } });
    else {
      await tx.escalationStep.update({ where: { id: stepId }, data: { firedAt: now } });
      await call(parts, tx, by, step);
    }
    await parts.recorder.notify(tx, { t: "incident", number: incident.number, what: "communication" });
    return fate.kind === "calls";
  });
}

async function call(parts: Parts, tx: Tx, by: Actor, step: Step): Promise<void> {
  const { incident } = step;
  const contacts = await tx.contact.findMany({ orderBy: [{ position: "asc" }, { name: "asc" }] });
  const people = peopleOf(contacts, incident.playbookVersion.playbook, step.roles);
  const rows = await tx.channel.findMany({ where: { enabled: true }, orderBy: { name: "asc" } });
  const calls = callsOf(
    step.via,
    people,
    rows.map((row) => ({ id: row.id, name: row.name, kind: kindOf(row.kind), column: row.kind })),
  );
  const now = parts.clock.now();
  const deliveries = calls.map(({ channel, recipient, recipientName }) => ({
    id: crypto.randomUUID(),
    incidentNumber: incident.number,
    escalationStepId: step.id,
    channelId: channel.id,
    kind: channel.column,
    channelName: channel.name,
    recipient,
    recipientName,
    action: "call",
    ...textOf(step, parts.origin),
    createdAt: now,
    nextAttemptAt: now,
    createdBy: by,
  }));
  await tx.delivery.createMany({ data: deliveries });
  for (const { id } of deliveries) await parts.queue.send(tx, "delivery.send", { deliveryId: id, attempt: 1 });
  const reached = calls.map((c) => (c.recipient === "" ? c.channel.name : `${c.recipientName} by ${c.channel.name}`));
  const phones = people.map((p) => (p.phone === "" ? p.name : `${p.name}, ${p.phone}`));
  await parts.recorder.timeline(tx, by, {
    incident: incident.number,
    kind: reached.length > 0 ? "escalation.called" : "escalation.failed",
    text:
      reached.length > 0
        ? `Escalation, ${step.title}: calls ${reached.join(", ")}`
        : `Escalation, ${step.title}: nobody could be called, for there is no channel or no contact. ${phones.length > 0 ? `Phone ${phones.join("; ")}.` : "Nobody has this role: call somebody by hand."}`,
    data: { step: step.step },
  });
}

/** Short enough for a telephone's lock screen in its first line. */
function textOf({ incident, title, until }: Step, origin: string): { subject: string; body: string } {
  const stops =
    until === "resolved" ? "Calls go on until the incident is resolved." : "Calls go on until somebody acknowledges.";
  return {
    subject: `[${incident.severity.toUpperCase()}] INC-${incident.number}: ${incident.title}`,
    body: `You are called as: ${title}.\nDeclared ${incident.declaredAt.toISOString()} by ${readActor(incident.declaredBy).name}.\n${stops}\n\nThe incident: ${origin}/incidents/${incident.number}`,
  };
}
