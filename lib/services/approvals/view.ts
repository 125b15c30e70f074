import type { BrokenGlassView } from "#lib/contract/incident.ts";
import { readActor } from "#lib/domain/actor/actor.ts";
import type { Prisma } from "#lib/ports/db.ts";

type Row = Prisma.BreakGlassGetPayload<{ include: { run: { select: { title: true } } } }>;

export function brokenGlassView(row: Row): BrokenGlassView {
  return {
    runId: row.runId,
    title: row.run.title,
    by: readActor(row.by),
    at: row.at.toISOString(),
    reason: row.reason,
    reviewedBy: row.reviewedBy === null ? null : readActor(row.reviewedBy),
    reviewedAt: row.reviewedAt?.toISOString() ?? null,
    review: row.review,
  };
}
