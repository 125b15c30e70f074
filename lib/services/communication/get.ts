import type { CommunicationView } from "#lib/contract/communication.ts";
import { readActor } from "#lib/domain/actor/actor.ts";
import { peopleOf } from "#lib/domain/communication/recipients.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { contactView } from "../contacts/manage.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { communicatedIncident } from "./incident.ts";
import { DELIVERY, deadlineView, deliveryView, draftView, ESCALATION_STEP, stepView } from "./view.ts";

const DELIVERIES_SHOWN = 200;

/** What is owed to whom by when, what was written, what became of it, and who is called. */
export async function getCommunication(ctx: ServiceContext, number: number): Promise<CommunicationView> {
  authorise(ctx, "incident.read");
  const { playbook, isLive } = await communicatedIncident(ctx.db, number);
  const now = ctx.clock.now();
  const where = { incidentNumber: number };
  const [deadlines, drafts, deliveries, steps, acknowledgement, tree] = await Promise.all([
    ctx.db.deadline.findMany({ where, orderBy: [{ dueAt: "asc" }, { position: "asc" }] }),
    ctx.db.draft.findMany({ where, orderBy: { createdAt: "desc" }, include: { deadline: true } }),
    ctx.db.delivery.findMany({ where, orderBy: { createdAt: "desc" }, take: DELIVERIES_SHOWN, include: DELIVERY }),
    ctx.db.escalationStep.findMany({
      where,
      orderBy: [{ dueAt: "asc" }, { position: "asc" }],
      include: ESCALATION_STEP,
    }),
    ctx.db.acknowledgement.findUnique({ where }),
    treeOf(ctx, playbook),
  ]);
  const by = acknowledgement && readActor(acknowledgement.by);
  return {
    incident: number,
    isLive,
    deadlines: deadlines.map((row) => deadlineView(row, playbook, now)),
    drafts: drafts.map((row) => draftView(row, playbook)),
    deliveries: deliveries.map(deliveryView),
    escalation: {
      steps: steps.map((row) => stepView(row, playbook)),
      acknowledged:
        acknowledgement && by ? { at: acknowledgement.at.toISOString(), by, note: acknowledgement.note } : null,
    },
    tree,
  };
}

async function treeOf(ctx: ServiceContext, playbook: Playbook): Promise<CommunicationView["tree"]> {
  const contacts = await ctx.db.contact.findMany({ orderBy: [{ position: "asc" }, { name: "asc" }] });
  return playbook.communication.roles.map((role) => ({
    role: role.id,
    title: role.title,
    under: role.under ?? null,
    contacts: peopleOf(contacts, playbook.playbook, [role.id]).map(contactView),
  }));
}
