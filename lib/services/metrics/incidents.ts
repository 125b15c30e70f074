import type { IncidentMetrics } from "#lib/contract/metrics.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { harmStart, percentiles, type ResponseTimes, responseTimes } from "#lib/domain/incident/response-times.ts";
import type { Prisma } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";

const MOST = 5_000;
const INCIDENT = {
  playbookVersion: { select: { playbook: true } },
  assessment: { select: { signals: true } },
  timeline: { select: { occurredAt: true, recordedAt: true }, orderBy: { seq: "asc" } },
  alerts: { select: { firstSeenAt: true } },
  runs: {
    where: { status: "succeeded", undoesRunId: null, mode: "live" },
    select: { endedAt: true },
    orderBy: { endedAt: "asc" },
    take: 1,
  },
} satisfies Prisma.IncidentInclude;
type Row = Prisma.IncidentGetPayload<{ include: typeof INCIDENT }>;
type Measured = ResponseTimes & { playbook: string; severity: "critical" | "major" | "minor"; startKnown: boolean };

/** How fast harm was noticed and ended, of the incidents declared in a period, and how long rollbacks took against their target. */
export async function incidentMetrics(
  ctx: ServiceContext,
  { from, to }: { from: Date; to: Date },
): Promise<IncidentMetrics> {
  authorise(ctx, "incident.read");
  if (from >= to)
    throw new AppError("invalid", "The period ends before it begins.", {
      errors: [{ path: "from", message: "before to" }],
    });
  const rows = await ctx.db.incident.findMany({
    // A rehearsal harms nobody.
    where: { declaredAt: { gte: from, lt: to }, drillNumber: null },
    include: INCIDENT,
    orderBy: { number: "desc" },
    take: MOST,
  });
  const measured = rows.map(measure);
  const groups = Map.groupBy(
    measured.flatMap((m) => [
      { key: `${m.playbook} ${m.severity}`, severity: m.severity as Measured["severity"] | "all", m },
      { key: `${m.playbook} all`, severity: "all" as const, m },
    ]),
    (g) => g.key,
  );
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    incidents: [...groups.values()]
      .map((group) =>
        spread(
          group[0]?.m.playbook ?? "",
          group[0]?.severity ?? "all",
          group.map((g) => g.m),
        ),
      )
      .sort((a, b) =>
        a.playbook === b.playbook
          ? ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity)
          : a.playbook < b.playbook
            ? -1
            : 1,
      ),
    procedures: await procedures(ctx, from, to),
  };
}

const ORDER = ["all", "critical", "major", "minor"];

function measure(row: Row): Measured {
  const harmAt = harmStart({
    declaredAt: row.declaredAt,
    occurredAt: row.timeline.map((e) => e.occurredAt),
    signals: (row.assessment?.signals ?? {}) as Record<string, unknown>,
  });
  const [seen = row.declaredAt] = [row.declaredAt, ...row.alerts.map((a) => a.firstSeenAt)].sort(
    (a, b) => a.getTime() - b.getTime(),
  );
  const { declaredAt, resolvedAt } = row;
  return {
    playbook: row.playbookVersion.playbook,
    severity: row.severity,
    startKnown: harmAt !== null,
    ...responseTimes({ harmAt, declaredAt, provenAt: row.runs[0]?.endedAt ?? null, resolvedAt }, seen),
  };
}

function spread(
  playbook: string,
  severity: Measured["severity"] | "all",
  all: readonly Measured[],
): IncidentMetrics["incidents"][number] {
  return {
    playbook,
    severity,
    count: all.length,
    startKnown: all.filter((m) => m.startKnown).length,
    detectMs: percentiles(all.map((m) => m.detectMs)),
    declareMs: percentiles(all.map((m) => m.declareMs)),
    mitigateMs: percentiles(all.map((m) => m.mitigateMs)),
    recoverMs: percentiles(all.map((m) => m.recoverMs)),
  };
}

async function procedures(ctx: ServiceContext, from: Date, to: Date): Promise<IncidentMetrics["procedures"]> {
  const runs = await ctx.db.run.findMany({
    where: { createdAt: { gte: from, lt: to }, undoesRunId: null, mode: { in: ["live", "drill"] } },
    select: {
      ...{ procedure: true, title: true, mode: true, status: true, startedAt: true, endedAt: true, targetTimeMs: true },
      playbookVersion: { select: { playbook: true } },
    },
    orderBy: { createdAt: "desc" },
    take: MOST,
  });
  const groups = Map.groupBy(runs, (r) => `${r.playbookVersion.playbook} ${r.procedure} ${r.mode}`);
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => {
      const [newest] = group;
      if (!newest) return [];
      const proven = group.flatMap((r) =>
        r.status === "succeeded" && r.startedAt && r.endedAt
          ? [{ tookMs: r.endedAt.getTime() - r.startedAt.getTime(), targetTimeMs: r.targetTimeMs }]
          : [],
      );
      return [
        {
          playbook: newest.playbookVersion.playbook,
          procedure: newest.procedure,
          title: newest.title,
          mode: newest.mode === "drill" ? ("drill" as const) : ("live" as const),
          runs: group.length,
          proven: proven.length,
          targetTimeMs: newest.targetTimeMs,
          tookMs: percentiles(proven.map((p) => p.tookMs)),
          inTime: proven.filter((p) => p.tookMs <= p.targetTimeMs).length,
        },
      ];
    });
}
