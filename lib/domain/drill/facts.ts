import { HOLDS_TARGET, type RunStatus } from "../run/status.ts";

/** A run of the drill's incident, as far as the drill judges it. Times are the record's own. */
export type RunFact = {
  id: string;
  procedure: string;
  title: string;
  status: RunStatus;
  isInjection: boolean;
  /** It only looks at what a rollback left behind: no rollback itself. */
  isVerification: boolean;
  undoesRunId: string | null;
  targetTimeMs: number;
  createdAt: Date;
  startedAt: Date | null;
  /** When everything that it changes was changed; null before. */
  changedAt: Date | null;
  endedAt: Date | null;
};

/** Everything that status, stopwatch and checklist of a drill follow from. */
export type DrillFacts = {
  procedure: string;
  scenario: { title: string; playbookHash: string };
  scheduledAt: Date;
  durationMs: number;
  startedAt: Date | null;
  detectedAt: Date | null;
  assessedAt: Date | null;
  declaredAt: Date | null;
  reviewingAt: Date | null;
  endedAt: Date | null;
  cancelledAt: Date | null;
  participants: readonly { present: boolean | null }[];
  lessons: readonly { at: Date }[];
  improvements: readonly { at: Date }[];
  /** Oldest first. */
  runs: readonly RunFact[];
};

/** The injection that counts: the last one. */
export const injectionOf = (facts: DrillFacts): RunFact | null =>
  facts.runs.findLast((r) => r.isInjection && r.undoesRunId === null) ?? null;

/** The run that puts back what was injected. */
export function resetOf(facts: DrillFacts): RunFact | null {
  const injection = injectionOf(facts);
  return facts.runs.findLast((r) => injection !== null && r.undoesRunId === injection.id) ?? null;
}

/** Rollbacks since the failure was injected, oldest first: undoes, verifications and injections are none. */
export function rollbacksOf(facts: DrillFacts): RunFact[] {
  const injection = injectionOf(facts);
  if (!injection) return [];
  return facts.runs.filter(
    (r) => !r.isInjection && !r.isVerification && r.undoesRunId === null && r.createdAt >= injection.createdAt,
  );
}

/** The run that is timed: the last one of the procedure that the drill rehearses. */
export const rehearsedOf = (facts: DrillFacts): RunFact | null =>
  rollbacksOf(facts).findLast((r) => r.procedure === facts.procedure) ?? null;

/** The system is whole again: the last rollback is proven. */
export function restoredBy(facts: DrillFacts): RunFact | null {
  const last = rollbacksOf(facts).at(-1);
  return last?.status === "succeeded" ? last : null;
}

/** A run of the drill that is on its way, or that nobody has settled. */
export const unsettled = (facts: DrillFacts): RunFact | null =>
  facts.runs.find(
    (r) => !r.isVerification && (HOLDS_TARGET[r.status] || r.status === "armed" || r.status === "awaiting-approval"),
  ) ?? null;
