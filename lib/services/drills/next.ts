import { DrillParticipant } from "#lib/contract/drill.ts";
import type { Actor } from "#lib/domain/actor/actor.ts";
import type { Tx } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";
import { recordDrill } from "./record.ts";
import { nextOccurrence } from "./recurrence.ts";
import { scheduleNotices } from "./schedule.ts";
import type { DrillRow } from "./subject.ts";

const SCHEDULE: Actor = { kind: "schedule", id: "drills", name: "drill schedule" };

/** Plans the next drill of a series when one is over: the first date that is still to come. Null for a single drill. */
export async function planNext(ctx: ServiceContext, tx: Tx, ended: DrillRow): Promise<number | null> {
  if (ended.rrule === null) return null;
  const now = ctx.clock.now();
  const after = new Date(Math.max(ended.scheduledAt.getTime(), now.getTime()));
  const scheduledAt = nextOccurrence({ rrule: ended.rrule, timeZone: ended.timeZone, first: ended.scheduledAt }, after);
  if (!scheduledAt) return null;
  const participants = DrillParticipant.array().parse(ended.participants);
  const { seriesId, title, playbook, procedure, scenario, rrule, timeZone, durationMs } = ended;
  const next = await tx.drill.create({
    data: {
      ...{ seriesId, title, playbook, procedure, scenario, rrule, timeZone, durationMs, scheduledAt },
      owner: ended.owner,
      participants: participants.map((p) => ({ ...p, present: null })),
      createdBy: SCHEDULE,
      createdAt: now,
      targets: { create: ended.targets.map(({ targetId }) => ({ targetId })) },
    },
  });
  const bySchedule = { ...ctx, actor: SCHEDULE };
  await scheduleNotices(bySchedule, tx, next);
  await recordDrill(
    bySchedule,
    tx,
    { number: next.number, incident: null },
    {
      action: "drill.plan",
      text: `${title} planned`,
      data: { after: ended.number, scheduledAt: scheduledAt.toISOString() },
    },
  );
  return next.number;
}
