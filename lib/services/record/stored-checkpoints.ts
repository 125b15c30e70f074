import { Checkpoint } from "#lib/domain/record/checkpoint.ts";
import type { Prisma } from "#lib/ports/db.ts";

/** A checkpoint as its row holds it. */
export function checkpointOf(row: Prisma.CheckpointGetPayload<object>): Checkpoint {
  const { at, auditSeq, auditHash, ...rest } = row;
  return Checkpoint.parse({ ...rest, at: at.toISOString(), audit: { seq: auditSeq, hash: auditHash } });
}
