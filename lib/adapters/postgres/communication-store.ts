import type { Clock } from "#lib/ports/clock.ts";
import type { CommunicationStore } from "#lib/ports/communication-store.ts";
import type { Db } from "#lib/ports/db.ts";
import type { Recorder } from "#lib/ports/recorder.ts";

type Parts = { db: Db; recorder: Recorder; clock: Clock };

export function createCommunicationStore({ db, recorder, clock }: Parts): CommunicationStore {
  return {
    async passed() {
      const deadlines = await db.deadline.findMany({
        where: { settledAt: null, overdueAt: null, dueAt: { lte: clock.now() } },
        select: { id: true },
      });
      return { deadlineIds: deadlines.map((d) => d.id) };
    },
    async recordOverdue(by, deadlineId) {
      return db.$transaction(async (tx) => {
        const now = clock.now();
        // Whoever changes the row records it: two engines, or a job and a look, come here at once.
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
    },
  };
}
