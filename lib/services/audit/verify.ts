import { type ChainFault, START, verifyChain } from "#lib/domain/timeline/chain.ts";
import { auditContent, timelineContent } from "#lib/domain/timeline/content.ts";
import { sha256 } from "../canonical.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { type CheckpointsVerified, verifyStoredCheckpoints } from "./verify-checkpoints.ts";

export type Verification = {
  verifiedAt: string;
  audit: { links: number; fault: ChainFault | null };
  checkpoints: CheckpointsVerified;
  timelines: { incidents: number; links: number; faults: (ChainFault & { incident: number })[] };
};

const LINKS_AT_ONCE = 1_000;

/**
 * Walks every chain of the record and says where one was altered, shortened or rearranged. Whoever owns the database and removes the
 * checkpoints too is found only by the engine's file of them (`backout verify --checkpoints`).
 */
export async function verifyRecord(ctx: ServiceContext): Promise<Verification> {
  authorise(ctx, "audit.read");
  const audit = await verifyAudit(ctx);
  const timelines: Verification["timelines"] = { incidents: 0, links: 0, faults: [] };
  const incidents = await ctx.db.incident.findMany({ select: { number: true }, orderBy: { number: "asc" } });
  for (const { number } of incidents) {
    const links = await ctx.db.timelineEvent.findMany({ where: { incidentNumber: number }, orderBy: { seq: "asc" } });
    // An incident begins with its declaration: none at all means that its whole timeline is gone.
    const fault: ChainFault | null =
      links.length === 0 ? { seq: 1, problem: "missing" } : verifyChain(links, timelineContent, sha256);
    timelines.incidents += 1;
    timelines.links += links.length;
    if (fault) timelines.faults.push({ incident: number, ...fault });
  }
  const checkpoints = await verifyStoredCheckpoints(ctx);
  return { verifiedAt: ctx.clock.now().toISOString(), audit, checkpoints, timelines };
}

async function verifyAudit(ctx: ServiceContext): Promise<Verification["audit"]> {
  let last = START;
  for (;;) {
    const links = await ctx.db.auditEvent.findMany({
      where: { seq: { gt: last.seq } },
      orderBy: { seq: "asc" },
      take: LINKS_AT_ONCE,
    });
    const fault = verifyChain(links, auditContent, sha256, last);
    if (fault) return { links: last.seq, fault };
    last = links.at(-1) ?? last;
    if (links.length < LINKS_AT_ONCE) return { links: last.seq, fault: null };
  }
}
