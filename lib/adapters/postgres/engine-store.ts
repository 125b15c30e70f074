import type { Prisma } from "#generated/prisma/client.ts";
import { Actor } from "#lib/domain/actor/actor.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { Playbook } from "#lib/domain/playbook/schema.ts";
import { PlanResolution } from "#lib/domain/run/plan.ts";
import type { Db } from "#lib/ports/db.ts";
import type { EngineStore, EngineTarget } from "#lib/ports/engine-store.ts";
import { driveJob, type Queue } from "#lib/ports/queue.ts";
import type { Recorder } from "#lib/ports/recorder.ts";
import { noticeDrills } from "./drill-notices.ts";

export const ENGINE_CONNECTION = "backout-engine ";
/** The name under which an engine's listening connection stands for its life: the server notices at once when a process dies. */
export const connectionName = (engine: string): string => `${ENGINE_CONNECTION}${engine}`;

export const SEALED = { credential: true, secrets: { orderBy: { name: "asc" } } } satisfies Prisma.TargetInclude;
type TargetRow = Prisma.TargetGetPayload<{ include: typeof SEALED }>;

export function createEngineStore({ db, queue, recorder }: { db: Db; queue: Queue; recorder: Recorder }): EngineStore {
  return {
    async run(runId) {
      const run = await db.run.findUnique({
        where: { id: runId },
        include: { playbookVersion: true, plan: true, targets: { include: { target: { include: SEALED } } } },
      });
      if (!run) throw new AppError("not-found", "There is no such run.");
      return {
        id: run.id,
        incident: run.incidentNumber,
        playbook: Playbook.parse(run.playbookVersion.content),
        procedure: run.procedure,
        choices: run.choices as Record<string, string>,
        planned: run.plan ? PlanResolution.parse(run.plan.resolution).candidates : {},
        createdAt: run.createdAt,
        undoesRunId: run.undoesRunId,
        verifiesRunId: run.verifiesRunId,
        startedBy: Actor.parse(run.actor).kind,
        targets: run.targets.map((t) => engineTarget(t.target, t.parameters as Record<string, string>)),
      };
    },
    async planToResolve(planId) {
      const plan = await db.plan.findUnique({ where: { id: planId }, include: { playbookVersion: true } });
      if (plan?.state !== "resolving") return null;
      const targets = await db.target.findMany({
        where: { id: { in: plan.targetIds } },
        include: SEALED,
      });
      return {
        id: plan.id,
        incident: plan.incidentNumber,
        playbook: Playbook.parse(plan.playbookVersion.content),
        playbookHash: plan.playbookVersion.hash,
        procedure: plan.procedure,
        option: plan.option,
        createdAt: plan.createdAt,
        targets: targets.map((t) => engineTarget(t, t.parameters as Record<string, string>)),
      };
    },
    async savePlan(planId, { state, resolution, hash, problem }) {
      await db.$transaction(async (tx) => {
        await tx.plan.updateMany({
          where: { id: planId, state: "resolving" },
          data: { state, resolution, hash, problem },
        });
        await recorder.notify(tx, { t: "plan", plan: planId, state });
      });
    },
    async saveBootId(stepRunId, bootId) {
      await db.stepRun.update({ where: { id: stepRunId }, data: { bootId } });
    },
    async bootId(stepRunId) {
      return (await db.stepRun.findUnique({ where: { id: stepRunId }, select: { bootId: true } }))?.bootId ?? null;
    },
    async over(keys) {
      // A step's key is `run.step.attempt`, a plan's `plan.target.step`, an investigation's `investigation.item.attempt`, a look's `look.check.attempt`.
      const parts = keys.map((key) => ({ key, first: key.split(".")[0] ?? "", second: key.split(".")[1] ?? "" }));
      const steps = await db.stepRun.findMany({
        where: { id: { in: parts.map((p) => p.second) }, endedAt: { not: null }, outputComplete: true },
        select: { id: true },
      });
      const plans = await db.plan.findMany({
        where: { id: { in: parts.map((p) => p.first) }, state: { not: "resolving" } },
        select: { id: true },
      });
      const investigations = await db.investigation.findMany({
        where: { id: { in: parts.map((p) => p.first) }, endedAt: { not: null } },
        select: { id: true },
      });
      const looks = await db.readinessLook.findMany({
        where: { id: { in: parts.map((p) => p.first) }, endedAt: { not: null } },
        select: { id: true },
      });
      const known = new Set([...steps, ...plans, ...investigations, ...looks].map((row) => row.id));
      return parts.flatMap(({ key, first, second }) => (known.has(first) || known.has(second) ? [key] : []));
    },
    async unfinished() {
      const runs = await db.run.findMany({ where: { status: { in: ["queued", "running"] } }, select: { id: true } });
      const plans = await db.plan.findMany({
        where: { state: "resolving", expiresAt: { gt: new Date() } },
        select: { id: true },
      });
      return { runIds: runs.map((r) => r.id), planIds: plans.map((p) => p.id) };
    },
    async orphans(engine) {
      const rows = await db.$queryRaw<{ id: string }[]>`
        SELECT r."id" FROM "Run" r
        CROSS JOIN LATERAL (SELECT e."data"->>'engine' AS id FROM "RunEvent" e WHERE e."runId" = r."id" AND e."kind" = 'run.claimed' ORDER BY e."seq" DESC LIMIT 1) claimed
        WHERE r."status" = 'running' AND claimed.id <> ${engine}
          AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.application_name = ${ENGINE_CONNECTION} || claimed.id)`;
      return rows.map((row) => row.id);
    },
    async lapsed(before) {
      const runs = await db.run.findMany({
        where: {
          status: "armed",
          events: { some: { kind: "run.approved" }, none: { kind: "run.approved", at: { gt: before } } },
        },
        select: { id: true },
      });
      return runs.map((r) => r.id);
    },
    noticeDrills: (now) => noticeDrills(db, recorder, now),
    async enqueue(work) {
      await db.$transaction(async (tx) => {
        if ("planId" in work) return queue.send(tx, "plan.resolve", work);
        if ("investigationId" in work) return queue.send(tx, "evidence.collect", work);
        const run = await tx.run.findUniqueOrThrow({ where: { id: work.runId }, select: { purpose: true } });
        return queue.send(tx, driveJob(run), work);
      });
    },
  };
}

export function engineTarget(row: TargetRow, parameters: Record<string, string>): EngineTarget {
  return {
    id: row.id,
    address: {
      name: row.name,
      host: row.host,
      port: row.port,
      user: row.login,
      hostKeySha256: row.hostKeySha256,
      shell: row.shell,
    },
    environment: row.environment,
    credential: row.credential
      ? { kind: row.credential.kind === "password" ? "password" : "key", sealed: row.credential.sealed }
      : null,
    parameters,
    secrets: row.secrets.map(({ name, sealed }) => ({ name, sealed })),
    watchSeconds: row.watchSeconds,
  };
}
