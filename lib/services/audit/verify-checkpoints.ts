import {
  type AnchorFault,
  type Checkpoint,
  type CheckpointFault,
  verifyCheckpoints,
} from "#lib/domain/record/checkpoint.ts";
import { START } from "#lib/domain/timeline/chain.ts";
import { isSignedBy, keyFingerprint } from "#lib/record/signatures.ts";
import { sha256 } from "../canonical.ts";
import type { ServiceContext } from "../context.ts";
import { checkpointOf } from "../record/stored-checkpoints.ts";

export type CheckpointsVerified = {
  count: number;
  /** The newest one, with the fingerprint of the key that signed it. */
  last: { seq: number; at: string; hash: string; key: string } | null;
  fault: CheckpointFault | null;
  /** Links that checkpoints saw and that are gone or others now. `incident` null: the audit. */
  anchors: (AnchorFault & { incident: number | null })[];
};

const AT_ONCE = 500;

/** Walks the signed checkpoints, and looks whether the chains still hold the links that they saw: a cut or rebuilt end is found by this alone. */
export async function verifyStoredCheckpoints(ctx: ServiceContext): Promise<CheckpointsVerified> {
  const found: CheckpointsVerified = { count: 0, last: null, fault: null, anchors: [] };
  let after = START;
  for (;;) {
    const rows = await ctx.db.checkpoint.findMany({
      where: { seq: { gt: after.seq } },
      orderBy: { seq: "asc" },
      take: AT_ONCE,
    });
    const checkpoints = rows.map(checkpointOf);
    found.fault = verifyCheckpoints(checkpoints, sha256, isSignedBy, after);
    if (found.fault) return found;
    for (const checkpoint of checkpoints) found.anchors.push(...(await brokenAnchors(ctx, checkpoint)));
    const newest = checkpoints.at(-1);
    if (newest) {
      after = newest;
      found.count = newest.seq;
      found.last = { seq: newest.seq, at: newest.at, hash: newest.hash, key: keyFingerprint(newest.publicKey) };
    }
    if (rows.length < AT_ONCE) return found;
  }
}

async function brokenAnchors(ctx: ServiceContext, checkpoint: Checkpoint): Promise<CheckpointsVerified["anchors"]> {
  const broken: CheckpointsVerified["anchors"] = [];
  const look = (incident: number | null, seq: number, hash: string, link: { hash: string } | null) => {
    if (seq > 0 && link?.hash !== hash)
      broken.push({ incident, checkpoint: checkpoint.seq, seq, problem: link ? "rebuilt" : "cut" });
  };
  const { audit, timelines } = checkpoint;
  look(
    null,
    audit.seq,
    audit.hash,
    await ctx.db.auditEvent.findUnique({ where: { seq: audit.seq }, select: { hash: true } }),
  );
  for (const { incident, seq, hash } of timelines)
    look(
      incident,
      seq,
      hash,
      await ctx.db.timelineEvent.findUnique({
        where: { incidentNumber_seq: { incidentNumber: incident, seq } },
        select: { hash: true },
      }),
    );
  return broken;
}
