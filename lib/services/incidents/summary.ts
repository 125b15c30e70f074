import type { IncidentSummary } from "#lib/contract/incident.ts";
import type { RunSummary } from "#lib/contract/run.ts";
import { readActor } from "#lib/domain/actor/actor.ts";
import type { Prisma } from "#lib/ports/db.ts";

export const INCIDENT = {
  playbookVersion: { select: { playbook: true } },
  targets: { include: { target: { select: { name: true } } } },
} satisfies Prisma.IncidentInclude;
type Row = Prisma.IncidentGetPayload<{ include: typeof INCIDENT }>;

export const incidentSummary = (row: Row, currentRun: RunSummary | null): IncidentSummary => ({
  number: row.number,
  title: row.title,
  status: row.status,
  severity: row.severity,
  playbook: row.playbookVersion.playbook,
  targets: row.targets.map((t) => t.target.name),
  drill: row.drillNumber,
  declaredAt: row.declaredAt.toISOString(),
  declaredBy: readActor(row.declaredBy).name,
  deadlineAt: row.deadlineAt?.toISOString() ?? null,
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
  closedAt: row.closedAt?.toISOString() ?? null,
  currentRun,
});
