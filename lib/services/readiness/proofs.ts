import type { ProvenRun } from "#lib/domain/readiness/history.ts";
import type { Db } from "#lib/ports/db.ts";

/** As many as the usual time is made of. */
const NEWEST = 5;

/** The newest proven rollbacks by `target procedure`, newest first. */
export async function provenRuns(db: Db, targetIds: readonly string[]): Promise<ReadonlyMap<string, ProvenRun[]>> {
  const rows = await db.$queryRaw<(ProvenRun & { targetId: string; procedure: string })[]>`
    SELECT * FROM (
      SELECT rt."targetId", r."procedure", r."id" AS "runId", r."incidentNumber" AS incident, r."startedAt", r."endedAt",
        row_number() OVER (PARTITION BY rt."targetId", r."procedure" ORDER BY r."endedAt" DESC) AS newest
      FROM "Run" r JOIN "RunTarget" rt ON rt."runId" = r."id"
      WHERE rt."targetId" = ANY(${targetIds}) AND r."status" = 'succeeded' AND r."purpose" = 'rollback'
        AND r."undoesRunId" IS NULL AND r."mode" <> 'dry-run' AND r."endedAt" IS NOT NULL
    ) runs WHERE newest <= ${NEWEST} ORDER BY newest`;
  return Map.groupBy(rows, (row) => `${row.targetId} ${row.procedure}`);
}
