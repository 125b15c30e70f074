import { planEscalation, planNotifications } from "#lib/domain/communication/plan.ts";
import type { Playbook, SeverityClass } from "#lib/domain/playbook/schema.ts";
import type { Tx } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";

type Of = { incident: number; playbook: Playbook; severity: SeverityClass };

const NOT_OWED = "not-owed";

/**
 * Writes what the playbook owes for this severity, with its timers, in the caller's transaction: deadlines and steps of the escalation, counted
 * from now. What stands already stays as it is, so that it is safe to repeat; what was only dropped by a lower severity is owed again.
 */
export async function owe(ctx: ServiceContext, tx: Tx, of: Of): Promise<void> {
  const from = ctx.clock.now();
  await oweDeadlines(ctx, tx, of, from);
  await oweEscalation(ctx, tx, of, from);
}

async function oweDeadlines(ctx: ServiceContext, tx: Tx, { incident, playbook, severity }: Of, startedAt: Date) {
  const known = await tx.deadline.findMany({ where: { incidentNumber: incident } });
  const planned = planNotifications(playbook.communication, severity, startedAt).flatMap((plan) => {
    const row = known.find((k) => k.item === plan.item);
    if (row && row.settledAs !== NOT_OWED) return [];
    return [{ plan, id: row?.id ?? crypto.randomUUID(), isNew: row === undefined }];
  });
  await tx.deadline.createMany({
    data: planned.flatMap(({ plan, id, isNew }) =>
      isNew ? [{ id, incidentNumber: incident, startedAt, ...plan }] : [],
    ),
  });
  for (const { plan, id, isNew } of planned) {
    const fresh = { startedAt, dueAt: plan.dueAt, overdueAt: null, settledAt: null, settledAs: null, note: "" };
    if (!isNew) await tx.deadline.update({ where: { id }, data: fresh });
    await ctx.queue.send(tx, "deadline.due", { deadlineId: id }, { startAfter: plan.dueAt });
  }
}

async function oweEscalation(ctx: ServiceContext, tx: Tx, { incident, playbook, severity }: Of, from: Date) {
  const known = await tx.escalationStep.findMany({ where: { incidentNumber: incident } });
  const planned = planEscalation(playbook.communication, severity, from).flatMap((plan) => {
    const row = known.find((k) => k.step === plan.step);
    if (row && row.stopReason !== NOT_OWED) return [];
    return [{ plan, id: row?.id ?? crypto.randomUUID(), isNew: row === undefined }];
  });
  await tx.escalationStep.createMany({
    data: planned.flatMap(({ plan, id, isNew }) => (isNew ? [{ id, incidentNumber: incident, ...plan }] : [])),
  });
  for (const { plan, id, isNew } of planned) {
    const fresh = { dueAt: plan.dueAt, stoppedAt: null, stopReason: null };
    if (!isNew) await tx.escalationStep.update({ where: { id }, data: fresh });
    await ctx.queue.send(tx, "escalation.step", { stepId: id }, { startAfter: plan.dueAt });
  }
}

/** After a change of severity: what is owed now is added, what is owed no longer is dropped. What has happened stays. */
export async function oweAnew(ctx: ServiceContext, tx: Tx, of: Of): Promise<void> {
  const now = ctx.clock.now();
  const { communication } = of.playbook;
  const items = planNotifications(communication, of.severity, now).map((d) => d.item);
  const steps = planEscalation(communication, of.severity, now).map((s) => s.step);
  await tx.deadline.updateMany({
    where: { incidentNumber: of.incident, settledAt: null, item: { notIn: items } },
    data: { settledAt: now, settledAs: NOT_OWED, note: `not owed for ${of.severity}` },
  });
  await tx.escalationStep.updateMany({
    where: { incidentNumber: of.incident, firedAt: null, stoppedAt: null, step: { notIn: steps } },
    data: { stoppedAt: now, stopReason: NOT_OWED },
  });
  await owe(ctx, tx, of);
  await ctx.recorder.notify(tx, { t: "incident", number: of.incident, what: "communication" });
}
