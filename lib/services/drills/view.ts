import type { DrillActionView, DrillSummary, DrillView, StopwatchView } from "#lib/contract/drill.ts";
import { DrillParticipant } from "#lib/contract/drill.ts";
import { readActor } from "#lib/domain/actor/actor.ts";
import { type JudgedItem, judge } from "#lib/domain/drill/checklist.ts";
import { injectionOf, type RunFact, rehearsedOf, resetOf, rollbacksOf } from "#lib/domain/drill/facts.ts";
import { drillStatus, drillVerbs } from "#lib/domain/drill/status.ts";
import { type Stopwatch, stopwatch } from "#lib/domain/drill/stopwatch.ts";
import { duration } from "#lib/domain/rca/metrics.ts";
import { inWords } from "./recurrence.ts";
import type { DrillRow, DrillSubject } from "./subject.ts";

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

export const timesOf = ({ plan, procedure, facts }: DrillSubject, now: Date): Stopwatch =>
  stopwatch(facts, { phases: plan.phases, duration: facts.durationMs, procedureTargetMs: procedure.targetTime }, now);

/** A drill as lists show it. Pure. */
export function drillSummary(subject: DrillSubject, now: Date): DrillSummary {
  const { row, procedure, scenario, facts } = subject;
  const { procedure: level, total } = timesOf(subject, now);
  return {
    number: row.number,
    title: row.title,
    status: drillStatus(facts, now),
    playbook: row.playbook,
    procedure: { id: procedure.procedure, title: procedure.title },
    scenario: { id: row.scenario, title: scenario.title },
    targets: row.targets.map((t) => t.target.name),
    owner: row.owner,
    scheduledAt: row.scheduledAt.toISOString(),
    timeZone: row.timeZone,
    repeats: row.rrule === null ? null : inWords(row.rrule),
    durationMs: row.durationMs,
    incident: row.incident?.number ?? null,
    startedAt: iso(row.startedAt),
    endedAt: iso(row.endedAt),
    procedureMs: level.state === "done" ? level.tookMs : null,
    procedureTargetMs: level.targetMs,
    totalMs: row.endedAt ? total.tookMs : null,
    openActions: row.actions.filter((a) => a.state === "open").length,
  };
}

/** A drill with everything its page shows. Pure. */
export function drillView(
  subject: DrillSubject,
  { now, carried, past }: { now: Date; carried: DrillActionView[]; past: DrillView["past"] },
): DrillView {
  const { row, plan, procedure, scenario, facts, playbookHash } = subject;
  return {
    ...drillSummary(subject, now),
    rrule: row.rrule,
    version: row.version,
    reproduces: row.reproduces,
    createdBy: readActor(row.createdBy).name,
    cancelledAt: iso(row.cancelledAt),
    cancelReason: row.cancelReason,
    playbookHash,
    goal: `${procedure.title} proven in under ${duration(procedure.targetTime)}`,
    scenarioSummary: scenario.summary,
    participants: DrillParticipant.array().parse(row.participants),
    expectedParticipants: plan.participants,
    stopwatch: stopwatchView(timesOf(subject, now)),
    steps: judgedItems(subject, "steps").map(itemView),
    checklist: judgedItems(subject, "checklist").map(itemView),
    lessons: row.lessons.map((l) => ({ id: l.id, text: l.text, at: l.at.toISOString(), by: readActor(l.by).name })),
    actions: row.actions.map((a) => actionView({ ...a, drill: row }, now)),
    carried,
    injection: runRef(injectionOf(facts)),
    reset: runRef(resetOf(facts)),
    rollbacks: rollbacksOf(facts).map((r) => ({ id: r.id, title: r.title, status: r.status })),
    past,
    can: drillVerbs(facts, now),
    reportSha256: row.reportSha256,
    serverTime: now.toISOString(),
  };
}

export const rehearsedRun = ({ facts }: DrillSubject): RunFact | null => rehearsedOf(facts);

export function judgedItems({ row, plan, facts }: DrillSubject, list: "steps" | "checklist"): JudgedItem[] {
  const ticks = row.ticks.filter((t) => t.list === list).map((t) => ({ ...t, by: readActor(t.tickedBy).name }));
  return judge(plan[list], facts, ticks);
}

export const itemView = (item: JudgedItem): DrillView["steps"][number] => ({ ...item, tickedAt: iso(item.tickedAt) });

export const stopwatchView = (times: Stopwatch): StopwatchView => ({
  ...times,
  outage: { since: iso(times.outage.since), until: iso(times.outage.until) },
});

type ActionRow = DrillRow["actions"][number] & { drill: { playbook: string; procedure: string } };

export const actionView = (action: ActionRow, now: Date): DrillActionView => ({
  id: action.id,
  drill: action.drillNumber,
  playbook: action.drill.playbook,
  procedure: action.drill.procedure,
  title: action.title,
  owner: action.owner,
  dueAt: action.dueAt.toISOString(),
  state: action.state as DrillActionView["state"],
  isOverdue: action.state === "open" && action.dueAt < now,
  note: action.note,
  closedAt: iso(action.closedAt),
  closedBy: action.closedBy ? readActor(action.closedBy).name : null,
});

const runRef = (run: RunFact | null) => run && { id: run.id, title: run.title, status: run.status };
