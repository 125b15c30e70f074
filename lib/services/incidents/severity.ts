import type { z } from "zod";
import type { ChangeSeverity } from "#lib/contract/incident.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { deadlineOf } from "../assessments/create.ts";
import { oweAnew } from "../communication/plan.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { playbookOf } from "../playbooks/parsed.ts";

/** Changes the severity, with a reason. The deadline counts from now when it becomes more severe, and goes when the class has none. */
export async function changeSeverity(
  ctx: ServiceContext,
  number: number,
  body: z.infer<typeof ChangeSeverity>,
): Promise<void> {
  authorise(ctx, "severity.change");
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Incident" WHERE "number" = ${number} FOR NO KEY UPDATE`;
    const incident = await tx.incident.findUnique({ where: { number }, include: { playbookVersion: true } });
    if (!incident) throw new AppError("not-found", `There is no incident INC-${number}.`);
    if (incident.status === "closed")
      throw new AppError("not-possible-now", `INC-${number} is closed. Nothing was changed.`);
    if (incident.severity === body.severity)
      throw new AppError("not-possible-now", `INC-${number} is ${body.severity} already. Nothing was changed.`);
    const playbook = playbookOf(incident.playbookVersion);
    const rule = playbook.classes[body.severity];
    await tx.incident.update({
      where: { number },
      data: {
        severity: body.severity,
        severityReason: body.reason,
        deadlineAt: deadlineOf(rule?.deadlineMinutes, ctx.clock.now()),
      },
    });
    await ctx.recorder.timeline(tx, ctx.actor, {
      incident: number,
      kind: "severity.changed",
      text: `Severity ${incident.severity} changed to ${body.severity}: ${body.reason}`,
    });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "severity.change",
      object: `incident:${number}`,
      data: { from: incident.severity, to: body.severity },
    });
    await oweAnew(ctx, tx, { incident: number, playbook, severity: body.severity });
    await ctx.recorder.notify(tx, { t: "incident", number, what: "incident" });
  });
}
