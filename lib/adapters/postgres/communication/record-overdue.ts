import type { Actor } from "#lib/domain/actor/actor.ts";
import type { Parts } from "./parts.ts";

/** Whoever changes the row records it: two engines, or a job and a look, come here at once. */
export async function recordOverdue({ db, recorder, clock }: Parts, by: Actor, deadlineId: string): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const now = clock.now();
    const { count } = await tx.deadline.updateMany({
      where: { id: deadlineId, settledAt: null, overdueAt: null, dueAt: { lte: now } },
      data: { overdueAt: now },
    });
    if (count === 0) return false;
    const { incidentNumber, title, dueAt } = await tx.deadline.findUniqueOrThrow({ where: { id: deadlineId } });
    await recorder.timeline(tx, by, {
      incident: incidentNumber,
      occurredAt: dueAt,
      kind: "notification.overdue",
      text: `${title}: overdue since ${dueAt.toISOString().slice(11, 19)} UTC`,
    });
    await recorder.notify(tx, { t: "incident", number: incidentNumber, what: "communication" });
    return true;
  });
}
