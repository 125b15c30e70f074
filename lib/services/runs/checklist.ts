import type { Procedure } from "#lib/domain/playbook/schema.ts";
import type { Tx } from "#lib/ports/db.ts";
import { canonical, sha256 } from "../canonical.ts";
import type { ServiceContext } from "../context.ts";

/**
 * Lays out the procedure's checklist in the incident, once. A further run of the same procedure opens the items that machines tick, since the old
 * evidence says nothing about it; what a person attested stays. The record ticks what it can prove itself: that the incident is written down.
 */
export async function prepareChecklist(
  ctx: Pick<ServiceContext, "actor" | "clock">,
  tx: Tx,
  incident: number,
  procedure: Procedure,
  runId: string,
): Promise<void> {
  const at = ctx.clock.now();
  for (const [position, item] of procedure.checklist.entries()) {
    const slug = `${procedure.procedure}.${item.id}`;
    await tx.checklistItem.upsert({
      where: { incidentNumber_slug: { incidentNumber: incident, slug } },
      create: {
        incidentNumber: incident,
        slug,
        procedure: procedure.procedure,
        itemId: item.id,
        title: item.title,
        by: item.by,
        position,
      },
      update: {},
    });
    if (item.by === "probe")
      await tx.$executeRaw`UPDATE "ChecklistItem" SET "tickedAt" = NULL, "tickedBy" = NULL, "evidenceId" = NULL, "note" = '' WHERE "incidentNumber" = ${incident} AND "slug" = ${slug}`;
    if (item.by !== "record" || item.record !== "incident") continue;
    const content = { incident, runId };
    const evidence = await tx.evidence.create({
      data: {
        incidentNumber: incident,
        runId,
        kind: "record",
        title: item.title,
        detail: `INC-${incident} is recorded`,
        content,
        sha256: sha256(canonical(content)),
        source: "record",
        at,
      },
    });
    await tx.checklistItem.updateMany({
      where: { incidentNumber: incident, slug, tickedAt: null },
      data: { tickedAt: at, tickedBy: ctx.actor, evidenceId: evidence.id },
    });
  }
}
