import { DRILL_PHASES, type DrillPhase } from "../playbook/drills.ts";
import { type DrillFacts, injectionOf, rehearsedOf, restoredBy, rollbacksOf } from "./facts.ts";

export type PhaseState = "todo" | "running" | "done" | "not-recorded";
export type Span = { tookMs: number | null; targetMs: number; state: PhaseState; isLate: boolean };
export type Stopwatch = {
  phases: (Span & { phase: DrillPhase })[];
  /** The rehearsed procedure from its start until it was proven, against its own target time: "Level 2 under 15 minutes". */
  procedure: Span;
  /** From the start of the drill to its end. */
  total: Span;
  /** Since the failure was there, until the system was proven restored. */
  outage: { since: Date | null; until: Date | null };
};

/**
 * Times of a drill from the record's own events. A phase lasts from the last moment that is recorded before it to its own end: one that nobody
 * recorded is said to be so, and its time counts for the next. Times are whole milliseconds, never negative. Pure.
 */
export function stopwatch(
  facts: DrillFacts,
  plan: { phases: Record<DrillPhase, number>; duration: number; procedureTargetMs: number },
  now: Date,
): Stopwatch {
  const ends = endsOf(facts);
  const isOver = facts.endedAt !== null || facts.cancelledAt !== null;
  const begin = injectionOf(facts)?.createdAt ?? null;
  let from = begin;
  let isNext = true;
  const phases = DRILL_PHASES.map((phase, i) => {
    const targetMs = plan.phases[phase];
    const end = ends[phase];
    if (end && from) {
      const span = spanOf(from, end, targetMs, "done");
      from = new Date(Math.max(end.getTime(), from.getTime()));
      return { phase, ...span };
    }
    const isPassed = isOver || DRILL_PHASES.slice(i + 1).some((later) => ends[later] !== null);
    if (begin && isPassed) return { phase, tookMs: null, targetMs, state: "not-recorded" as const, isLate: false };
    if (from && isNext) {
      isNext = false;
      return { phase, ...spanOf(from, now, targetMs, "running") };
    }
    return { phase, ...todo(targetMs) };
  });
  return {
    phases,
    procedure: procedureSpan(facts, plan.procedureTargetMs, now),
    total: facts.startedAt
      ? spanOf(facts.startedAt, facts.endedAt ?? facts.cancelledAt ?? now, plan.duration, isOver ? "done" : "running")
      : todo(plan.duration),
    outage: { since: ends.inject, until: ends.verify },
  };
}

function endsOf(facts: DrillFacts): Record<DrillPhase, Date | null> {
  const injection = injectionOf(facts);
  const injectedAt = injection?.status === "succeeded" ? injection.endedAt : null;
  const first = rollbacksOf(facts)[0] ?? null;
  const restored = restoredBy(facts);
  const counted = restored ?? rehearsedOf(facts);
  // What was noted before the failure was there belongs to something else.
  const after = (at: Date | null) => (at && injection && at >= injection.createdAt ? at : null);
  return {
    inject: injectedAt,
    detect: after(facts.detectedAt),
    assess: after(facts.assessedAt),
    declare: after(facts.declaredAt),
    decide: first?.createdAt ?? null,
    rollback: counted?.changedAt ?? null,
    verify: restored?.endedAt ?? null,
  };
}

function procedureSpan(facts: DrillFacts, targetMs: number, now: Date): Span {
  const run = rehearsedOf(facts);
  if (!run?.startedAt) return todo(targetMs);
  if (run.status === "succeeded" && run.endedAt) return spanOf(run.startedAt, run.endedAt, targetMs, "done");
  if (run.endedAt) return { tookMs: null, targetMs, state: "not-recorded", isLate: true };
  return spanOf(run.startedAt, now, targetMs, "running");
}

const todo = (targetMs: number): Span => ({ tookMs: null, targetMs, state: "todo", isLate: false });

function spanOf(from: Date, to: Date, targetMs: number, state: "running" | "done"): Span {
  const tookMs = Math.max(0, to.getTime() - from.getTime());
  return { tookMs, targetMs, state, isLate: tookMs > targetMs };
}
