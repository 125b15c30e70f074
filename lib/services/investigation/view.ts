import type { z } from "zod";
import type { InvestigationView } from "#lib/contract/incident.ts";
import { readActor } from "#lib/domain/actor/actor.ts";
import type { Prisma } from "#lib/ports/db.ts";
import { evidenceView } from "../rca/get.ts";

/** What the view needs, without the bytes; spread into a Prisma `include`. */
export const INVESTIGATIONS = {
  orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  take: 50,
  include: {
    target: { select: { name: true } },
    evidence: { orderBy: { at: "asc" } },
  },
} satisfies Prisma.Incident$investigationsArgs;
type Row = Prisma.InvestigationGetPayload<typeof INVESTIGATIONS>;

export const investigationView = (row: Row): z.infer<typeof InvestigationView> => ({
  id: row.id,
  target: row.target.name,
  runId: row.runId,
  by: readActor(row.actor).name,
  state: row.state,
  problem: row.problem,
  deployedVersion: (row.facts as { DEPLOYED_VERSION?: string }).DEPLOYED_VERSION || null,
  createdAt: row.createdAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
  evidence: row.evidence.map(evidenceView),
});
