import type { z } from "zod";
import type { ChecklistItemView, TickChecklistItem } from "#lib/contract/incident.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { checklistView } from "./view.ts";

/** A person ticks or opens an item. What a machine has proved is not opened by hand; what it has not proved needs a note to be ticked. */
export async function tickItem(
  ctx: ServiceContext,
  { incident, slug, body }: { incident: number; slug: string; body: z.infer<typeof TickChecklistItem> },
): Promise<ChecklistItemView> {
  authorise(ctx, "checklist.tick");
  return ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "ChecklistItem" WHERE "incidentNumber" = ${incident} AND "slug" = ${slug} FOR UPDATE`;
    const key = { incidentNumber_slug: { incidentNumber: incident, slug } };
    const item = await tx.checklistItem.findUnique({
      where: key,
      include: { evidence: true, incident: { include: { playbookVersion: true } } },
    });
    if (!item)
      throw new AppError(
        "not-found",
        `INC-${incident} has no checklist item "${slug}". Items appear when their procedure is started.`,
      );
    if (item.incident.status === "closed")
      throw new AppError("not-possible-now", `INC-${incident} is closed. Nothing was changed.`);
    const playbook = playbookOf(item.incident.playbookVersion);
    if (!body.ticked && item.tickedAt && item.evidenceId)
      throw new AppError(
        "not-possible-now",
        `"${item.title}" is ticked by evidence. Nothing was changed. Run the procedure again to prove it anew.`,
      );
    if (body.ticked && item.by !== "person" && body.note === "")
      throw new AppError(
        "invalid",
        `"${item.title}" waits for a proof. To tick it by hand, say in a note what you saw. Nothing was changed.`,
        { errors: [{ path: "note", message: "is required" }] },
      );
    if (body.ticked === (item.tickedAt !== null)) return checklistView(item, playbook);
    if (body.ticked)
      await tx.checklistItem.update({
        where: key,
        // What a failed probe found does not stand beside a person's word for the opposite; it stays in the record.
        data: { tickedAt: ctx.clock.now(), tickedBy: ctx.actor, note: body.note, evidenceId: null },
      });
    else
      await tx.$executeRaw`UPDATE "ChecklistItem" SET "tickedAt" = NULL, "tickedBy" = NULL, "note" = ${body.note} WHERE "id" = ${item.id}`;
    await ctx.recorder.timeline(tx, ctx.actor, {
      incident,
      kind: body.ticked ? "checklist.ticked" : "checklist.opened",
      text: `"${item.title}" ${body.ticked ? "ticked" : "opened again"} by ${ctx.actor.name}${body.note ? `: ${body.note}` : ""}`,
    });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "checklist.tick",
      object: `incident:${incident}`,
      data: { slug, ticked: body.ticked },
    });
    await ctx.recorder.notify(tx, { t: "incident", number: incident, what: "checklist" });
    const after = await tx.checklistItem.findUniqueOrThrow({ where: key, include: { evidence: true } });
    return checklistView(after, playbook);
  });
}
