import type { Actor } from "#lib/domain/actor/actor.ts";
import { Playbook } from "#lib/domain/playbook/schema.ts";
import type { Db, Tx } from "#lib/ports/db.ts";
import type { Queue } from "#lib/ports/queue.ts";
import type { ReadinessStore } from "#lib/ports/readiness-store.ts";
import type { Recorder } from "#lib/ports/recorder.ts";
import { engineTarget, SEALED } from "./engine-store.ts";

const SCHEDULE: Actor = { kind: "schedule", id: "readiness", name: "readiness schedule" };
/** Of a target. */
const KEPT_LOOKS = 30;

export function createReadinessStore({
  db,
  queue,
  recorder,
  clock,
}: {
  db: Db;
  queue: Queue;
  recorder: Recorder;
  clock: { now(): Date };
}): ReadinessStore {
  const bell = (tx: Tx) => recorder.notify(tx, { t: "incident", number: 0, what: "target" });

  /** A look at a target that a run holds would tell of a state in between. */
  async function dropIfHeld(tx: Tx, look: { id: string; targetId: string }): Promise<boolean> {
    if ((await tx.runTarget.count({ where: { targetId: look.targetId, holds: true } })) === 0) return false;
    await tx.readinessLook.deleteMany({ where: { id: look.id, endedAt: null } });
    await bell(tx);
    return true;
  }

  return {
    async due(now, everyMs) {
      await db.$transaction(async (tx) => {
        const targets = everyMs === null ? [] : await dueTargets(tx, now, everyMs);
        if (targets.length > 0) {
          // Another engine may open the same look at this moment: the index lets one of them.
          await tx.readinessLook.createMany({
            data: targets.map(({ id }) => ({ targetId: id, actor: SCHEDULE, createdAt: now })),
            skipDuplicates: true,
          });
          await bell(tx);
        }
        const open = await tx.readinessLook.findMany({ where: { endedAt: null }, select: { id: true } });
        for (const { id } of open) await queue.send(tx, "readiness.check", { lookId: id });
      });
    },
    async task(lookId) {
      const look = await db.readinessLook.findUnique({
        where: { id: lookId },
        include: { target: { include: { ...SEALED, playbookVersion: true } } },
      });
      if (!look || look.endedAt || (await dropIfHeld(db, look))) return null;
      return {
        id: look.id,
        createdAt: look.createdAt,
        playbook: Playbook.parse(look.target.playbookVersion.content),
        target: engineTarget(look.target, look.target.parameters as Record<string, string>),
      };
    },
    async finish({ id, target }, results) {
      await db.$transaction(async (tx) => {
        if (await dropIfHeld(tx, { id, targetId: target.id })) return;
        const ended = await tx.readinessLook.updateMany({
          where: { id, endedAt: null },
          data: { endedAt: clock.now(), results: results.map((r) => ({ ...r })) },
        });
        if (ended.count === 0) return;
        await tx.$executeRaw`
          DELETE FROM "ReadinessLook" WHERE "targetId" = ${target.id} AND "endedAt" IS NOT NULL AND "id" NOT IN (
            SELECT "id" FROM "ReadinessLook" WHERE "targetId" = ${target.id} AND "endedAt" IS NOT NULL
            ORDER BY "createdAt" DESC LIMIT ${KEPT_LOOKS})`;
        await bell(tx);
      });
    },
  };
}

/** Between 90 % and 110 % of the interval, by the target's id: constant for a target, different between targets. */
const dueTargets = (tx: Tx, now: Date, everyMs: number) => tx.$queryRaw<{ id: string }[]>`
  SELECT t."id" FROM "Target" t
  LEFT JOIN LATERAL (SELECT max(l."createdAt") AS at FROM "ReadinessLook" l WHERE l."targetId" = t."id") last ON true
  WHERE NOT EXISTS (SELECT 1 FROM "ReadinessLook" l WHERE l."targetId" = t."id" AND l."endedAt" IS NULL)
    AND NOT EXISTS (SELECT 1 FROM "RunTarget" h WHERE h."targetId" = t."id" AND h."holds")
    AND (last.at IS NULL OR last.at < t."updatedAt"
      OR last.at + (0.9 + 0.2 * (('x' || substr(md5(t."id"), 1, 4))::bit(16)::int / 65536.0)) * ${everyMs} * interval '1 millisecond' < ${now}
      OR EXISTS (SELECT 1 FROM "RunTarget" r JOIN "Run" run ON run."id" = r."runId"
                 WHERE r."targetId" = t."id" AND run."purpose" = 'rollback' AND run."endedAt" > last.at))`;
