import type { RunState, StepState } from "./evolve.ts";
import type { RunStatus } from "./status.ts";

/** Where a target stands in its chain of steps. */
export type TargetProgress =
  | { kind: "next"; step: StepState }
  | { kind: "active"; step: StepState }
  | { kind: "waiting"; step: StepState }
  | { kind: "failed"; step: StepState }
  | { kind: "unknown"; step: StepState }
  | { kind: "cancelled"; step: StepState }
  | { kind: "done" };

export const targetsOf = (run: RunState): string[] => [...new Set(run.steps.map((s) => s.targetId))];

/** The attempt that counts of each step of a target, in order. */
export function chain(run: RunState, targetId: string): StepState[] {
  const latest = new Map<string, StepState>();
  for (const step of run.steps) {
    const known = latest.get(step.stepId);
    if (step.targetId === targetId && (!known || step.attempt > known.attempt)) latest.set(step.stepId, step);
  }
  return [...latest.values()].sort((a, b) => a.position - b.position);
}

/**
 * A failed step ends the chain of a rollback. A verification goes on with its other proofs, because each of them says something of its own; what
 * comes after them (the stability window) it does not begin.
 */
export function targetProgress(run: RunState, targetId: string): TargetProgress {
  let failed: StepState | undefined;
  for (const step of chain(run, targetId)) {
    switch (step.status) {
      case "pending":
        return failed && step.kind !== "prove" ? { kind: "failed", step: failed } : { kind: "next", step };
      case "running":
        return { kind: "active", step };
      case "failed":
        failed ??= step;
        if (run.purpose === "rollback" || step.kind !== "prove") return { kind: "failed", step: failed };
        continue;
      case "waiting":
      case "unknown":
      case "cancelled":
        return { kind: step.status, step };
      case "finished":
      case "proven":
      case "skipped":
        continue;
      default:
        step.status satisfies never;
    }
  }
  return failed ? { kind: "failed", step: failed } : { kind: "done" };
}

/** Only its stability windows are still open: a next level may take over. */
export function isInWatch(run: RunState): boolean {
  const open = targetsOf(run)
    .map((t) => targetProgress(run, t))
    .filter((p) => p.kind !== "done");
  return (
    run.status === "running" &&
    open.length > 0 &&
    open.every((p) => (p.kind === "active" || p.kind === "next") && p.step.kind === "watch")
  );
}

/** The status that the steps add up to, with the reason why it rests. `null` while nothing decides it (approval). */
export function settledStatus(run: RunState): { status: RunStatus; reason: string | null } | null {
  if (run.status === "awaiting-approval" || run.status === "armed") {
    if (run.isCancelRequested)
      return { status: "cancelled", reason: run.reason ?? "Stopped before it began. Nothing was run." };
    const needed = { none: 0, "one-other": 1, "two-others": 2 }[run.approval];
    return run.status === "awaiting-approval" && (run.isGlassBroken || run.approvals.length >= needed)
      ? { status: "armed", reason: null }
      : null;
  }
  const all = targetsOf(run).map((targetId) => targetProgress(run, targetId));
  const first = (kind: TargetProgress["kind"]) => all.find((p) => p.kind === kind);
  const why = (p: TargetProgress | undefined) =>
    p && p.kind !== "done" ? `${p.step.title}: ${p.step.reason ?? p.kind}` : null;
  if (first("active")) return { status: "running", reason: null };
  if (run.isCancelRequested || run.supersededBy !== null) {
    if (run.supersededBy !== null && (run.status === "failed" || run.status === "unproven")) return null;
    return {
      status: "cancelled",
      reason: run.supersededBy
        ? run.purpose === "verification"
          ? "Ended because another run took its target. What it found until then stands."
          : "Ended because a next level was started."
        : (why(first("cancelled")) ?? "Stopped between two steps."),
    };
  }
  if (first("next")) return run.status === "queued" && run.epoch === 0 ? null : { status: "running", reason: null };
  if (first("waiting")) return { status: "waiting", reason: why(first("waiting")) };
  if (first("unknown")) return { status: "interrupted", reason: why(first("unknown")) };
  if (first("failed")) return { status: "failed", reason: why(first("failed")) };
  if (first("cancelled")) return { status: "cancelled", reason: why(first("cancelled")) };
  return proofOf(run);
}

/** Succeeded only with proofs: at least one, all proven, none skipped. */
function proofOf(run: RunState): { status: RunStatus; reason: string | null } {
  const proofs = targetsOf(run).flatMap((t) => chain(run, t).filter((s) => s.kind === "prove" || s.kind === "watch"));
  const missing = proofs.find((s) => s.status !== "proven");
  if (proofs.length === 0)
    return { status: "unproven", reason: "Every command finished, but this procedure proves nothing by itself." };
  if (missing) return { status: "unproven", reason: `${missing.title}: ${missing.reason ?? missing.status}` };
  return { status: "succeeded", reason: null };
}
