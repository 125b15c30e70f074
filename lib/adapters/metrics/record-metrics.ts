import { Gauge, type Registry } from "prom-client";
import { fromRow } from "#lib/domain/run/row-status.ts";
import { RunStatus } from "#lib/domain/run/status.ts";
import type { Db } from "#lib/ports/db.ts";

/** Gauges over the database, all read anew by the function that is answered. A status without a run is 0, not absent: alerts need the line. */
export function collectRecord(db: Db, registry: Registry): () => Promise<void> {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const runs = gauge("backout_runs", "Runs by status", ["status"]);
  const incidents = gauge("backout_incidents", "Incidents by status and severity, drills left out", [
    "status",
    "severity",
  ]);
  const active = gauge("backout_incidents_active", "Incidents that are neither resolved nor closed, drills left out", [
    "severity",
  ]);
  const engines = gauge("backout_engines", "Engines that have a connection to the database");
  const jobs = gauge("backout_queue_jobs", "Jobs that wait for an engine or are worked on", ["queue", "state"]);
  const output = gauge("backout_output_stored_bytes", "Bytes of output stored, of all steps");
  const deadlines = gauge("backout_deadlines_overdue", "Deadlines of active incidents that are past and not settled");
  const alerts = gauge("backout_alert_drafts_open", "Firing alerts that wait for a person");
  const checkpoint = gauge("backout_record_unsigned_links", "Links of the audit that no checkpoint has signed yet");

  return async () => {
    const now = new Date();
    const byStatus = await db.run.groupBy({ by: ["status"], _count: true });
    for (const status of RunStatus.options) runs.set({ status }, 0);
    for (const row of byStatus) runs.set({ status: fromRow(row.status) }, row._count);

    const found = await db.incident.groupBy({
      by: ["status", "severity"],
      where: { drillNumber: null },
      _count: true,
    });
    incidents.reset();
    for (const severity of ["critical", "major", "minor"]) active.set({ severity }, 0);
    for (const { status, severity, _count } of found) {
      incidents.set({ status, severity }, _count);
      if (status !== "resolved" && status !== "closed") active.inc({ severity }, _count);
    }
    const [connected] = await db.$queryRaw<{ count: bigint }[]>`
      SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'backout-engine %'`;
    engines.set(Number(connected?.count ?? 0));
    jobs.reset();
    for (const { name, state, count } of await queue(db)) jobs.set({ queue: name, state }, Number(count));
    const stored = await db.stepRun.aggregate({ _sum: { outputBytes: true } });
    output.set(Number(stored._sum.outputBytes ?? 0));
    deadlines.set(
      await db.deadline.count({
        where: {
          settledAt: null,
          optional: false,
          dueAt: { lt: now },
          incident: { status: { notIn: ["resolved", "closed"] }, drillNumber: null },
        },
      }),
    );
    alerts.set(await db.alertDraft.count({ where: { status: "firing", dismissedAt: null, incidentNumber: null } }));
    const [audit, signed] = await Promise.all([
      db.auditEvent.aggregate({ _max: { seq: true } }),
      db.checkpoint.aggregate({ _max: { auditSeq: true } }),
    ]);
    checkpoint.set((audit._max.seq ?? 0) - (signed._max.auditSeq ?? 0));
  };
}

/** pg-boss makes its tables when the first process starts it. */
async function queue(db: Db): Promise<{ name: string; state: string; count: bigint }[]> {
  const [there] = await db.$queryRaw<{ there: boolean }[]>`SELECT to_regclass('pgboss.job') IS NOT NULL AS "there"`;
  if (!there?.there) return [];
  return db.$queryRaw`
    SELECT name, state::text AS state, count(*) FROM pgboss.job
    WHERE state IN ('created', 'retry', 'active') AND name NOT LIKE '\\_\\_%' GROUP BY name, state`;
}
