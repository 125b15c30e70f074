import { AppError } from "#lib/domain/error/app-error.ts";
import type { Playbook, SeverityClass } from "#lib/domain/playbook/schema.ts";
import { deadlineOf } from "../assessments/create.ts";
import { owe } from "../communication/plan.ts";
import type { ServiceContext } from "../context.ts";
import { recordDrill } from "./record.ts";
import { drillSubject } from "./subject.ts";

type Declared = {
  severity: SeverityClass;
  reason: string | null;
  assessmentId: string | null;
  title: string;
  targetIds: readonly string[];
  playbook: Playbook;
};

/**
 * The declaration that players make in a drill: same assessment, same button, but the incident is the drill's own, which is there since its start.
 * Once, while the drill goes on. What is owed to people is owed here too, and sent to nobody.
 */
export async function declareInDrill(ctx: ServiceContext, number: number, said: Declared): Promise<{ number: number }> {
  return ctx.db.$transaction(async (tx) => {
    const { row, facts } = await drillSubject(ctx, number, { tx, lock: true });
    const { incident } = row;
    if (!incident || row.endedAt || row.cancelledAt)
      throw new AppError("not-possible-now", `DRILL-${number} does not go on. Nothing was declared.`);
    if (facts.declaredAt)
      throw new AppError("not-possible-now", `DRILL-${number} was declared already. Nothing was changed.`);
    if (!said.targetIds.every((id) => row.targets.some((t) => t.targetId === id)))
      throw new AppError("invalid", `DRILL-${number} has other targets. Nothing was declared.`, {
        errors: [{ path: "targets", message: `of ${row.targets.map((t) => t.target.name).join(", ")}` }],
      });
    const { severity, assessmentId, playbook } = said;
    await tx.incident.update({
      where: { number: incident.number },
      data: {
        severity,
        assessmentId,
        severityReason: said.reason ?? incident.severityReason,
        deadlineAt: deadlineOf(playbook.classes[severity]?.deadlineMinutes, ctx.clock.now()),
      },
    });
    await owe(ctx, tx, { incident: incident.number, playbook, severity });
    await recordDrill(ctx, tx, row, {
      action: "drill.declare",
      kind: "drill.declared",
      text: `DRILL: ${ctx.actor.name} declared ${severity}: ${said.title}`,
      data: { assessmentId, severity },
    });
    await ctx.recorder.notify(tx, { t: "incident", number: incident.number, what: "incident" });
    return { number: incident.number };
  });
}
