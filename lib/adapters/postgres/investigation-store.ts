import { createHash } from "node:crypto";
import type { Prisma } from "#generated/prisma/client.ts";
import type { Actor } from "#lib/domain/actor/actor.ts";
import { canonical } from "#lib/domain/canonical/canonical.ts";
import { failureSince } from "#lib/domain/investigation/period.ts";
import { Playbook } from "#lib/domain/playbook/schema.ts";
import type { Clock } from "#lib/ports/clock.ts";
import type { Db, Tx } from "#lib/ports/db.ts";
import type { Collected, InvestigationStore, InvestigationTask } from "#lib/ports/investigation-store.ts";
import type { Recorder } from "#lib/ports/recorder.ts";
import { engineTarget, SEALED } from "./engine-store.ts";

const BY_ITSELF: Actor = { kind: "engine", id: "investigation", name: "engine" };
const WITH = {
  incident: { include: { playbookVersion: true } },
  run: { select: { playbookVersion: true } },
  target: { include: SEALED },
} satisfies Prisma.InvestigationInclude;
type Row = Prisma.InvestigationGetPayload<{ include: typeof WITH }>;

export function createInvestigationStore({
  db,
  recorder,
  clock,
}: {
  db: Db;
  recorder: Recorder;
  clock: Clock;
}): InvestigationStore {
  const begin = async (row: Row | null): Promise<InvestigationTask | null> => {
    if (!row || row.endedAt) return null;
    if (row.state === "asked")
      await db.investigation.updateMany({ where: { id: row.id, state: "asked" }, data: { state: "collecting" } });
    return taskOf(row);
  };
  return {
    async before(runId, targetId) {
      const { incidentNumber } = await db.run.findUniqueOrThrow({
        where: { id: runId },
        select: { incidentNumber: true },
      });
      const row = await db.investigation.upsert({
        where: { runId_targetId: { runId, targetId } },
        create: { incidentNumber, runId, targetId, actor: BY_ITSELF, createdAt: clock.now() },
        update: {},
        include: WITH,
      });
      return begin(row);
    },
    async task(id) {
      return begin(await db.investigation.findUnique({ where: { id }, include: WITH }));
    },
    async finish(task, { collected, facts, problem }) {
      await db.$transaction(async (tx) => {
        const [row] = await tx.$queryRaw<{ endedAt: Date | null; runId: string | null; actor: Actor }[]>`
          SELECT "endedAt", "runId", "actor" FROM "Investigation" WHERE "id" = ${task.id} FOR UPDATE`;
        if (!row || row.endedAt) return;
        for (const piece of collected) await keep(tx, task, row.runId, piece);
        const isEmpty = collected.length === 0;
        await tx.investigation.update({
          where: { id: task.id },
          data: { state: isEmpty ? "failed" : "done", facts, problem, endedAt: clock.now() },
        });
        await recorder.timeline(tx, row.actor, {
          incident: task.incident,
          kind: isEmpty ? "evidence.failed" : "evidence.collected",
          text: told(task, row.runId, collected, problem),
          ...(row.runId ? { runId: row.runId } : {}),
        });
      });
    },
    async unfinished() {
      const rows = await db.investigation.findMany({
        where: {
          endedAt: null,
          // The engine that carries a rollback collects before it itself; a rollback that ended in between does not any more.
          OR: [{ runId: null }, { run: { status: { notIn: ["queued", "running", "waiting"] } } }],
        },
        select: { id: true },
      });
      return rows.map((row) => row.id);
    },
  };
}

const sha256 = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const taskOf = (row: Row): InvestigationTask => ({
  id: row.id,
  incident: row.incidentNumber,
  since: failureSince(row.incident.declaredAt),
  createdAt: row.createdAt,
  playbook: Playbook.parse((row.run ?? row.incident).playbookVersion.content),
  target: engineTarget(row.target, row.target.parameters as Record<string, string>),
});

async function keep(tx: Tx, task: InvestigationTask, runId: string | null, piece: Collected): Promise<void> {
  const stored = { sha256: sha256(piece.bytes), totalBytes: piece.totalBytes };
  const content = { ...piece.content, stored } as Prisma.InputJsonObject;
  await tx.evidence.create({
    data: {
      incidentNumber: task.incident,
      runId,
      investigationId: task.id,
      kind: "collected",
      title: piece.title,
      detail: piece.detail,
      content,
      sha256: sha256(canonical(content)),
      source: task.target.address.name,
      at: piece.at,
      stored: {
        create: { mediaType: piece.mediaType, bytes: new Uint8Array(piece.bytes), totalBytes: piece.totalBytes },
      },
    },
  });
}

function told(task: InvestigationTask, runId: string | null, collected: Collected[], problem: string | null): string {
  const when = runId ? " before anything was restarted" : "";
  const target = task.target.address.name;
  if (collected.length === 0)
    return `No evidence could be collected on ${target}${when}: ${problem ?? "nothing was found"}${runId ? ". The rollback goes on without it" : ""}`;
  const list = collected.map((c) => `${c.title} (${c.detail})`).join("; ");
  return `Evidence collected on ${target}${when}: ${list}${problem ? `. Missing: ${problem}` : ""}`;
}
