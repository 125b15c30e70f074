import type { z } from "zod";
import type { ResolveIncident } from "#lib/contract/incident.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { fromRow } from "#lib/domain/run/row-status.ts";
import { stopEscalation } from "../communication/stop-escalation.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { holderOf } from "../runs/holder.ts";

/**
 * Ends the harm. Refused while a rollback of it is active; the answer names it. While a verification has not proven that the rollback holds, it
 * asks for a reason. A verification that still runs goes on.
 */
export async function resolveIncident(
  ctx: ServiceContext,
  number: number,
  body: z.infer<typeof ResolveIncident>,
): Promise<void> {
  authorise(ctx, "incident.resolve");
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Incident" WHERE "number" = ${number} FOR NO KEY UPDATE`;
    const incident = await tx.incident.findUnique({ where: { number } });
    if (!incident) throw new AppError("not-found", `There is no incident INC-${number}.`);
    if (incident.status === "resolved" || incident.status === "closed")
      throw new AppError("not-possible-now", `INC-${number} is ${incident.status} already. Nothing was changed.`);
    const active = await tx.run.findFirst({
      where: {
        incidentNumber: number,
        purpose: "rollback",
        status: { in: ["queued", "running", "waiting", "interrupted", "armed", "awaiting_approval"] },
      },
      include: { targets: { include: { target: true } } },
    });
    if (active) {
      const holder = holderOf(active, active.targets[0]?.target.name ?? "");
      throw new AppError(
        "not-possible-now",
        `"${active.title}" is ${holder.status}. Nothing was changed. Wait until it has ended, or stop it first.`,
        { holder },
      );
    }
    const verification = await tx.run.findFirst({
      where: { incidentNumber: number, purpose: "verification" },
      orderBy: { createdAt: "desc" },
      select: { title: true, status: true },
    });
    if (verification && verification.status !== "succeeded" && body.note === "")
      throw new AppError(
        "invalid",
        `"${verification.title}" is ${fromRow(verification.status)}: it is not proven that the rollback holds. Nothing was changed. Wait until it is, or say in the note why you resolve now.`,
        { errors: [{ path: "note", message: "is required while the verification is not proven" }] },
      );
    await tx.incident.update({ where: { number }, data: { status: "resolved", resolvedAt: ctx.clock.now() } });
    await ctx.recorder.timeline(tx, ctx.actor, {
      incident: number,
      kind: "incident.resolved",
      text: `${ctx.actor.name} resolved the incident${body.note ? `: ${body.note}` : ""}`,
    });
    await ctx.recorder.audit(tx, ctx.actor, { action: "incident.resolve", object: `incident:${number}` });
    await stopEscalation(ctx, tx, number);
    await ctx.recorder.notify(tx, { t: "incident", number, what: "incident" });
  });
}
