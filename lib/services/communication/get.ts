import type { CommunicationView } from "#lib/contract/communication.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { communicatedIncident } from "./incident.ts";
import { deadlineView } from "./view.ts";

/** What is owed to whom by when, and what became of it. */
export async function getCommunication(ctx: ServiceContext, number: number): Promise<CommunicationView> {
  authorise(ctx, "incident.read");
  const { playbook, isLive } = await communicatedIncident(ctx.db, number);
  const now = ctx.clock.now();
  const deadlines = await ctx.db.deadline.findMany({
    where: { incidentNumber: number },
    orderBy: [{ dueAt: "asc" }, { position: "asc" }],
  });
  return { incident: number, isLive, deadlines: deadlines.map((row) => deadlineView(row, playbook, now)) };
}
