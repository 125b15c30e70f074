import { Actor, personOf } from "#lib/domain/actor/actor.ts";
import { rolesThatMay } from "#lib/domain/actor/permission.ts";
import { isReal } from "#lib/domain/communication/outside.ts";
import { PUSH_AUDIENCE, PUSH_FRESH_MS, PushKind, payloadOf } from "#lib/domain/push/message.ts";
import { type Recent, wakesOf } from "#lib/domain/push/wakes.ts";
import type { Clock } from "#lib/ports/clock.ts";
import type { Db, Prisma } from "#lib/ports/db.ts";
import type { ClaimedPush, PushStore } from "#lib/ports/push.ts";

/** An engine that took a message and did not end it within this is gone. */
const TAKEN_MS = 30_000;
const KEPT_MS = 24 * 60 * 60_000;
const REAL = {
  drillNumber: true,
  targets: { select: { target: { select: { environment: true } } } },
} satisfies Prisma.IncidentSelect;

/** Pushes as rows: what to wake for follows from the record, so that no code that records has to think of it and nothing is forgotten by a crash. */
export function createPushStore({ db, clock, serverKey }: { db: Db; clock: Clock; serverKey: string }): PushStore {
  const before = (ms: number) => new Date(clock.now().getTime() - ms);
  return {
    async note() {
      if ((await db.pushSubscription.count()) === 0) return;
      const wakes = wakesOf(await recent(db, before(PUSH_FRESH_MS)));
      await db.pushMessage.createMany({
        data: wakes.map(({ incident, ...wake }) => ({ ...wake, incidentNumber: incident, createdAt: clock.now() })),
        skipDuplicates: true,
      });
      await db.pushMessage.deleteMany({ where: { createdAt: { lt: before(KEPT_MS) } } });
    },
    async claim() {
      await db.pushMessage.updateMany({
        where: { endedAt: null, createdAt: { lt: before(PUSH_FRESH_MS) } },
        data: { endedAt: clock.now() },
      });
      const taken = await db.$queryRaw<Taken[]>`
        UPDATE "PushMessage" SET "claimedAt" = ${clock.now()}
        WHERE "key" IN (
          SELECT "key" FROM "PushMessage"
          WHERE "endedAt" IS NULL AND ("claimedAt" IS NULL OR "claimedAt" < ${before(TAKEN_MS)})
          ORDER BY "createdAt" LIMIT 50 FOR UPDATE SKIP LOCKED)
        RETURNING "key", "kind", "incidentNumber", "subscriptionId", "exceptUserId", "text"`;
      return Promise.all(taken.map((message) => claimed(db, message, serverKey)));
    },
    async settle(browserId, outcome) {
      const where = { id: browserId };
      if (outcome.kind === "gone") await db.pushSubscription.deleteMany({ where });
      else if (outcome.kind === "taken")
        await db.pushSubscription.updateMany({ where, data: { lastSentAt: clock.now(), lastProblem: null } });
      else await db.pushSubscription.updateMany({ where, data: { lastProblem: outcome.answer } });
    },
    async end(key) {
      await db.pushMessage.updateMany({ where: { key }, data: { endedAt: clock.now() } });
    },
  };
}

type Taken = {
  key: string;
  kind: string;
  incidentNumber: number | null;
  subscriptionId: string | null;
  exceptUserId: string | null;
  text: string;
};

/** To whom: every browser of those who are to know it, as they stand now; whoever lost their account or their role is not told. */
async function claimed(db: Db, message: Taken, serverKey: string): Promise<ClaimedPush> {
  const roles = rolesThatMay(PUSH_AUDIENCE[PushKind.parse(message.kind)]);
  const browsers = await db.pushSubscription.findMany({
    where: {
      serverKey,
      user: { disabledAt: null, role: { in: roles } },
      ...(message.subscriptionId === null ? {} : { id: message.subscriptionId }),
      ...(message.exceptUserId === null ? {} : { userId: { not: message.exceptUserId } }),
    },
    select: { id: true, endpoint: true, p256dh: true, auth: true },
  });
  return { key: message.key, payload: payloadOf({ ...message, incident: message.incidentNumber }), browsers };
}

async function recent(db: Db, since: Date): Promise<Recent> {
  const incidents = await db.incident.findMany({
    where: { declaredAt: { gt: since } },
    select: { number: true, severity: true, declaredBy: true, ...REAL },
  });
  const events = await db.runEvent.findMany({
    where: { at: { gt: since }, kind: { in: ["run.created", "step.asked", "run.settled"] } },
    include: { run: { select: { title: true, actor: true, incident: { select: { number: true, ...REAL } } } } },
  });
  const overdue = await db.deadline.findMany({
    where: { overdueAt: { gt: since } },
    select: { id: true, title: true, incident: { select: { number: true, ...REAL } } },
  });
  return {
    incidents: incidents.filter(isReal).map(({ number, severity, declaredBy }) => ({
      number,
      severity,
      declaredBy: personIn(declaredBy),
    })),
    events: events
      .filter(({ run }) => isReal(run.incident))
      .map(({ runId, seq, kind, data, run }) => ({
        runId,
        seq,
        kind,
        data: data as object,
        run: { incident: run.incident.number, title: run.title, startedBy: personIn(run.actor) },
      })),
    overdue: overdue
      .filter(({ incident }) => isReal(incident))
      .map(({ id, title, incident }) => ({ id, title, incident: incident.number })),
  };
}

const personIn = (stored: unknown): string | null => {
  const actor = Actor.safeParse(stored).data;
  return actor ? personOf(actor) : null;
};
