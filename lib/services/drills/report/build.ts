import { DrillParticipant } from "#lib/contract/drill.ts";
import { DrillReport } from "#lib/contract/drill-report.ts";
import { readActor } from "#lib/domain/actor/actor.ts";
import { fromRow } from "#lib/domain/run/row-status.ts";
import type { Tx } from "#lib/ports/db.ts";
import type { ServiceContext } from "../../context.ts";
import { carriedInto } from "../get.ts";
import type { DrillSubject } from "../subject.ts";
import { actionView, drillSummary, itemView, judgedItems, stopwatchView, timesOf } from "../view.ts";
import { differences } from "./differences.ts";

/** The report as the record gives it now; sealed by the caller when the drill ends. */
export async function drillReport(ctx: ServiceContext, subject: DrillSubject, tx: Tx = ctx.db): Promise<DrillReport> {
  const { row, plan, scenario, playbookHash } = subject;
  const now = ctx.clock.now();
  const summary = drillSummary(subject, now);
  const times = timesOf(subject, now);
  const own = {
    format: "backout.drill-report/1" as const,
    isDraft: row.endedAt === null,
    number: row.number,
    title: row.title,
    playbook: row.playbook,
    playbookHash,
    procedure: row.procedure,
    procedureTitle: summary.procedure.title,
    scenario: { id: row.scenario, title: scenario.title, summary: scenario.summary },
    version: row.version,
    reproduces: row.reproduces,
    targets: row.targets.map(({ target: { name, environment, hostKeySha256 } }) => ({
      name,
      environment,
      hostKeySha256,
    })),
    owner: summary.owner,
    participants: DrillParticipant.array().parse(row.participants),
    scheduledAt: summary.scheduledAt,
    timeZone: row.timeZone,
    repeats: summary.repeats,
    incident: summary.incident,
    startedAt: summary.startedAt,
    endedAt: summary.endedAt,
    procedureMs: summary.procedureMs,
    procedureTargetMs: summary.procedureTargetMs,
    totalMs: summary.totalMs,
    totalTargetMs: plan.duration,
    stopwatch: stopwatchView(times),
    steps: judgedItems(subject, "steps").map(itemView),
    checklist: judgedItems(subject, "checklist").map(itemView),
    lessons: row.lessons.map((l) => ({ id: l.id, text: l.text, at: l.at.toISOString(), by: readActor(l.by).name })),
    actions: row.actions.map((a) => actionView({ ...a, drill: row }, now)),
    carried: await carriedInto(ctx, row, now),
    runs: reportedRuns(subject),
    timeline: await chainEnd(tx, row.incident?.number ?? null),
  };
  const previous = await previousReport(tx, subject);
  return { ...own, previous: previous?.number ?? null, differences: previous ? differences(previous, own) : [] };
}

function reportedRuns({ row, facts }: DrillSubject): DrillReport["runs"] {
  const nameOfTarget = new Map(row.targets.map((t) => [t.targetId, t.target.name]));
  return (row.incident?.runs ?? []).map((run) => {
    const isInjection = facts.runs.find((f) => f.id === run.id)?.isInjection ?? false;
    const steps = [...run.steps].sort((a, b) => a.position - b.position || a.attempt - b.attempt);
    return {
      id: run.id,
      title: run.title,
      what:
        run.undoesRunId !== null
          ? "undo"
          : run.purpose === "verification"
            ? run.purpose
            : isInjection
              ? "injection"
              : "rollback",
      mode: run.mode === "dry_run" ? "dry-run" : run.mode,
      status: fromRow(run.status),
      by: readActor(run.actor).name,
      startedAt: run.startedAt?.toISOString() ?? null,
      endedAt: run.endedAt?.toISOString() ?? null,
      choices: run.choices as Record<string, string>,
      steps: steps.map((s) => ({
        id: s.stepId,
        target: nameOfTarget.get(s.targetId) ?? s.targetId,
        attempt: s.attempt,
        status: s.status,
        startedAt: s.startedAt?.toISOString() ?? null,
        endedAt: s.endedAt?.toISOString() ?? null,
        outputBytes: Number(s.outputBytes),
        outputSha256: s.outputSha256,
      })),
    };
  });
}

async function chainEnd(tx: Tx, incident: number | null): Promise<DrillReport["timeline"]> {
  if (incident === null) return { events: 0, hash: null };
  const last = await tx.timelineEvent.findFirst({ where: { incidentNumber: incident }, orderBy: { seq: "desc" } });
  return { events: last?.seq ?? 0, hash: last?.hash ?? null };
}

async function previousReport(tx: Tx, { row }: DrillSubject): Promise<DrillReport | null> {
  const earlier = await tx.drill.findFirst({
    where: { playbook: row.playbook, procedure: row.procedure, endedAt: { not: null }, number: { lt: row.number } },
    orderBy: { endedAt: "desc" },
    select: { report: true },
  });
  return DrillReport.safeParse(earlier?.report).data ?? null;
}
