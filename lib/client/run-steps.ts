import type { RunView, StepRunView } from "#lib/contract/run.ts";
import type { StepStatus } from "#lib/domain/run/status.ts";

/** A step over its targets: the latest attempt on each. */
export type StepGroup = {
  id: string;
  title: string;
  kind: StepRunView["kind"];
  runs: StepRunView[];
  status: StepStatus;
  isMixed: boolean;
};

/** Which status stands for several targets: the one that needs attention first. */
const WEIGHT: readonly StepStatus[] = [
  "failed",
  "unknown",
  "waiting",
  "running",
  "pending",
  "cancelled",
  "skipped",
  "finished",
  "proven",
];

/** The run's steps in order, one entry for each step, with its latest attempt on each target. */
export function groupSteps(steps: readonly StepRunView[]): StepGroup[] {
  const groups = new Map<string, Map<string, StepRunView>>();
  for (const step of steps) {
    const byTarget = groups.get(step.id) ?? new Map<string, StepRunView>();
    const known = byTarget.get(step.target);
    if (!known || known.attempt <= step.attempt) byTarget.set(step.target, step);
    groups.set(step.id, byTarget);
  }
  return [...groups.entries()].flatMap(([id, byTarget]) => {
    const runs = [...byTarget.values()];
    const first = runs[0];
    if (!first) return [];
    const statuses = new Set(runs.map((r) => r.status));
    const status = WEIGHT.find((s) => statuses.has(s)) ?? first.status;
    return [{ id, title: first.title, kind: first.kind, runs, status, isMixed: statuses.size > 1 }];
  });
}

const IS_OVER: ReadonlySet<StepStatus> = new Set<StepStatus>([
  "finished",
  "proven",
  "skipped",
  "cancelled",
  "failed",
  "unknown",
]);
export const isStepOver = (status: StepStatus): boolean => IS_OVER.has(status);

/** The step people look at: the one that runs or rests, else the first that has not begun. */
export function currentGroup(groups: readonly StepGroup[]): StepGroup | undefined {
  return (
    groups.find(
      (g) => g.status === "running" || g.status === "waiting" || g.status === "failed" || g.status === "unknown",
    ) ?? groups.find((g) => g.status === "pending")
  );
}

/** How long a step usually takes: its watch window, else its usual time. */
export const expectedMs = (step: StepRunView): number | null => step.watchMs ?? step.usualMs;

/**
 * About how long until the run's end, by the usual times of what is left; null when one of them is not known.
 * A step that is over its usual time counts as nothing more, so the estimate never grows by waiting.
 */
export function remainingMs(run: RunView, now: number): number | null {
  let left = 0;
  for (const group of groupSteps(run.steps)) {
    if (isStepOver(group.status)) continue;
    const step = group.runs.find((r) => r.status === "running") ?? group.runs[0];
    const expected = step ? expectedMs(step) : null;
    if (!step || expected === null) return null;
    left +=
      step.startedAt && step.status === "running"
        ? Math.max(0, expected - (now - Date.parse(step.startedAt)))
        : expected;
  }
  return left;
}
