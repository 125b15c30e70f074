import type { Prisma } from "#generated/prisma/client.ts";
import { Checkpoint, nextCheckpoint, signedText } from "#lib/domain/record/checkpoint.ts";
import { GENESIS } from "#lib/domain/timeline/chain.ts";
import type { Checkpoints, RecordSigner } from "#lib/ports/checkpoints.ts";
import type { Clock } from "#lib/ports/clock.ts";
import type { Db, Tx } from "#lib/ports/db.ts";
import { sha256 } from "#lib/record/signatures.ts";
import { catchUp } from "./checkpoint-file.ts";

const LOCK = 7_105;

/** `file` is outside of the database on purpose: one checkpoint a line. */
export function createCheckpoints(options: { db: Db; signer: RecordSigner; file: string; clock: Clock }): Checkpoints {
  const { db, signer, file, clock } = options;
  return {
    async take() {
      const checkpoint = await db.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT pg_advisory_xact_lock(${LOCK}::int, 0)::text`;
        const last = await lastCheckpoint(tx);
        const audit = await tx.auditEvent.findFirst({ orderBy: { seq: "desc" }, select: { seq: true, hash: true } });
        const timelines = await grown(tx, last);
        if (timelines.length === 0 && (audit?.seq ?? 0) === (last?.audit.seq ?? 0)) return last;
        const bare = nextCheckpoint(
          last,
          {
            at: clock.now().toISOString(),
            audit: audit ?? { seq: 0, hash: GENESIS },
            timelines,
            publicKey: signer.publicKey,
          },
          sha256,
        );
        const made = { ...bare, signature: signer.sign(signedText(bare.hash)) };
        const { at, audit: head, ...rest } = made;
        await tx.checkpoint.create({
          data: {
            ...rest,
            at: new Date(at),
            auditSeq: head.seq,
            auditHash: head.hash,
            timelines: rest.timelines as Prisma.InputJsonArray,
          },
        });
        return made;
      });
      await catchUp(file, async (seq) =>
        (await db.checkpoint.findMany({ where: { seq: { gt: seq } }, orderBy: { seq: "asc" } })).map(checkpointOf),
      );
      return checkpoint;
    },
  };
}

/** Incidents whose timeline has events that no checkpoint names yet. */
async function grown(tx: Tx, last: Checkpoint | null): Promise<Checkpoint["timelines"]> {
  const since = last ? new Date(Date.parse(last.at) - OVERLAP_MS) : new Date(0);
  const heads = await tx.$queryRaw<{ incident: number; seq: number; hash: string }[]>`
    SELECT DISTINCT ON (e."incidentNumber") e."incidentNumber" AS "incident", e."seq", e."hash"
    FROM "TimelineEvent" e
    WHERE e."incidentNumber" IN (SELECT "incidentNumber" FROM "TimelineEvent" WHERE "recordedAt" >= ${since})
    ORDER BY e."incidentNumber", e."seq" DESC`;
  const known = new Map<number, number>();
  for (const { timelines } of await tx.checkpoint.findMany({
    where: { at: { gte: since } },
    select: { timelines: true },
  }))
    for (const head of Checkpoint.shape.timelines.parse(timelines)) known.set(head.incident, head.seq);
  return heads.filter(({ incident, seq }) => known.get(incident) !== seq);
}

/** An event is recorded in a transaction that may commit after a checkpoint was taken: looked at again. */
const OVERLAP_MS = 120_000;

async function lastCheckpoint(tx: Tx): Promise<Checkpoint | null> {
  const row = await tx.checkpoint.findFirst({ orderBy: { seq: "desc" } });
  return row ? checkpointOf(row) : null;
}

export function checkpointOf(row: Prisma.CheckpointGetPayload<object>): Checkpoint {
  const { at, auditSeq, auditHash, ...rest } = row;
  return Checkpoint.parse({ ...rest, at: at.toISOString(), audit: { seq: auditSeq, hash: auditHash } });
}
