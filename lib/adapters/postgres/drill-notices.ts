import type { Actor } from "#lib/domain/actor/actor.ts";
import type { Db, Tx } from "#lib/ports/db.ts";
import type { Recorder } from "#lib/ports/recorder.ts";

const SCHEDULE: Actor = { kind: "schedule", id: "drills", name: "drill schedule" };

/**
 * Notes each drill whose week or whose end of time has come, once: the mark, the audit and the bell stand in one transaction, and the row that was marked is
 * not marked again, whoever looks and how often. Answers what was noted. Nothing of it leaves the house.
 */
export async function noticeDrills(db: Db, recorder: Recorder, now: Date): Promise<string[]> {
  return db.$transaction(async (tx) => {
    const reminded = await tx.$queryRaw<{ number: number }[]>`
      UPDATE "Drill" SET "remindedAt" = ${now}
      WHERE "remindedAt" IS NULL AND "startedAt" IS NULL AND "cancelledAt" IS NULL
        AND "scheduledAt" - interval '7 days' <= ${now} AND "scheduledAt" > ${now} RETURNING "number"`;
    const overdue = await tx.$queryRaw<{ number: number }[]>`
      UPDATE "Drill" SET "overdueNotedAt" = ${now}
      WHERE "overdueNotedAt" IS NULL AND "startedAt" IS NULL AND "cancelledAt" IS NULL
        AND "scheduledAt" + "durationMs" * interval '1 millisecond' < ${now} RETURNING "number"`;
    await noted(tx, recorder, "drill.remind", reminded);
    await noted(tx, recorder, "drill.overdue", overdue);
    return [...reminded.map((d) => `drill.remind ${d.number}`), ...overdue.map((d) => `drill.overdue ${d.number}`)];
  });
}

async function noted(tx: Tx, recorder: Recorder, action: string, drills: { number: number }[]): Promise<void> {
  for (const { number } of drills) await recorder.audit(tx, SCHEDULE, { action, object: `drill:${number}` });
  if (drills.length > 0) await recorder.notify(tx, { t: "incident", number: 0, what: "drill" });
}
