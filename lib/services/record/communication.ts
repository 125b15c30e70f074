import type { ServiceContext } from "../context.ts";

/**
 * What was owed, written, sent and acknowledged. A delivery has no text here: its draft has it, and that of an escalation may hold a link that acknowledges.
 */
export async function communicationFacts(ctx: ServiceContext, incidentNumber: number) {
  const where = { incidentNumber };
  const { db } = ctx;
  return {
    deadlines: await db.deadline.findMany({ where, orderBy: { position: "asc" } }),
    drafts: await db.draft.findMany({ where, orderBy: { createdAt: "asc" } }),
    deliveries: await db.delivery.findMany({
      where,
      omit: { body: true },
      include: { attempts: { orderBy: { attempt: "asc" } } },
      orderBy: { createdAt: "asc" },
    }),
    escalation: await db.escalationStep.findMany({ where, orderBy: { position: "asc" } }),
    acknowledgement: await db.acknowledgement.findUnique({ where }),
    breakGlass: await db.breakGlass.findMany({ where, orderBy: { at: "asc" } }),
    alerts: await db.alertDraft.findMany({ where, orderBy: { startsAt: "asc" } }),
  };
}
