import { isActive } from "#lib/client/run-active.ts";
import type { IncidentView } from "#lib/contract/incident.ts";
import type { RunSummary } from "#lib/contract/run.ts";

/** The incident's rollback deadline, told from the record. */
export type RollbackDue =
  | { kind: "none" }
  /** Nothing has started yet. `isImmediate`: the severity asks for now. */
  | { kind: "pending"; dueAt: string; isImmediate: boolean }
  /** A rollback began; `lateMs` is how long after the deadline, 0 when in time. */
  | { kind: "started"; afterMs: number; lateMs: number; isImmediate: boolean };

/** Counts the first run that really began on a target; a drill on a drill target is one; a dry run is not, nor is the failure that a drill injects. */
export function rollbackDue(
  incident: Pick<IncidentView, "deadlineAt" | "declaredAt" | "runs" | "injections">,
): RollbackDue {
  if (!incident.deadlineAt) return { kind: "none" };
  const declaredMs = Date.parse(incident.declaredAt);
  const isImmediate = Date.parse(incident.deadlineAt) - declaredMs < 60_000;
  const starts = incident.runs.flatMap((r) =>
    r.mode !== "dry-run" && r.startedAt && !incident.injections.includes(r.id) ? [Date.parse(r.startedAt)] : [],
  );
  if (starts.length === 0) return { kind: "pending", dueAt: incident.deadlineAt, isImmediate };
  const first = Math.min(...starts);
  return {
    kind: "started",
    afterMs: Math.max(0, first - declaredMs),
    lateMs: isImmediate ? 0 : Math.max(0, first - Date.parse(incident.deadlineAt)),
    isImmediate,
  };
}

/** The run whose clock matters now: one that goes on and has begun. */
export const runningOf = (run: RunSummary | null): RunSummary | null =>
  run && isActive(run.status) && run.startedAt ? run : null;

export const isRunning = (run: RunSummary | null): boolean => run !== null && isActive(run.status);
