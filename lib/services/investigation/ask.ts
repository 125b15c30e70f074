import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { playbookOf } from "../playbooks/parsed.ts";

/**
 * Asks an engine to collect evidence from every target of the incident. It only looks, so it is possible while a run goes on and after the
 * incident was resolved. A target that is being looked at already is not asked twice.
 */
export async function askForEvidence(ctx: ServiceContext, number: number): Promise<{ ids: string[] }> {
  authorise(ctx, "evidence.collect");
  return ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Incident" WHERE "number" = ${number} FOR NO KEY UPDATE`;
    const incident = await tx.incident.findUnique({
      where: { number },
      include: { playbookVersion: true, targets: { include: { target: { select: { name: true } } } } },
    });
    if (!incident) throw new AppError("not-found", `There is no incident INC-${number}.`);
    if (incident.status === "closed")
      throw new AppError("not-possible-now", `INC-${number} is closed. Nothing was collected.`);
    if (!playbookOf(incident.playbookVersion).investigation)
      throw new AppError("not-possible-now", "This playbook does not say what to collect. Nothing was collected.");
    const ids: string[] = [];
    for (const { targetId } of incident.targets) {
      const going = await tx.investigation.findFirst({
        where: { incidentNumber: number, targetId, endedAt: null },
        select: { id: true },
      });
      if (going) {
        ids.push(going.id);
        continue;
      }
      const asked = await tx.investigation.create({
        data: { incidentNumber: number, targetId, actor: ctx.actor, createdAt: ctx.clock.now() },
      });
      await ctx.queue.send(tx, "evidence.collect", { investigationId: asked.id });
      ids.push(asked.id);
    }
    const names = incident.targets.map((t) => t.target.name).join(", ");
    await ctx.recorder.timeline(tx, ctx.actor, {
      incident: number,
      kind: "evidence.asked",
      text: `${ctx.actor.name} asked for evidence from ${names}`,
    });
    await ctx.recorder.audit(tx, ctx.actor, { action: "evidence.collect", object: `incident:${number}` });
    return { ids };
  });
}
