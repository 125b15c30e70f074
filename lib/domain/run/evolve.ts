import type { PlannedStep, RunEvent } from "./events.ts";
import type { RunMode, RunPurpose, RunStatus, StepStatus } from "./status.ts";

export type StepState = PlannedStep & {
  status: StepStatus;
  exitCode: number | null;
  bytes: number;
  sha256: string | null;
  captures: Record<string, string>;
  reason: string | null;
  question: string | null;
};

export type RunState = {
  id: string;
  seq: number;
  status: RunStatus;
  procedure: string;
  option: string;
  title: string;
  mode: RunMode;
  purpose: RunPurpose;
  approval: "none" | "one-other" | "two-others";
  approvals: { person: string; name: string }[];
  /** Armed by its requester alone. */
  isGlassBroken: boolean;
  /** Every attempt of every step on every target, in the order planned. */
  steps: StepState[];
  isCancelRequested: boolean;
  supersededBy: string | null;
  epoch: number;
  reason: string | null;
};

export const emptyRun = (id: string): RunState => ({
  id,
  seq: 0,
  status: "queued",
  procedure: "",
  option: "",
  title: "",
  mode: "live",
  purpose: "rollback",
  approval: "none",
  approvals: [],
  isGlassBroken: false,
  steps: [],
  isCancelRequested: false,
  supersededBy: null,
  epoch: 0,
  reason: null,
});

const planned = (step: PlannedStep): StepState => ({
  ...step,
  status: "pending",
  exitCode: null,
  bytes: 0,
  sha256: null,
  captures: {},
  reason: null,
  question: null,
});

/**
 * Folds one event into the run. Pure and total: an unknown kind is a compile error, never a skip at run time.
 * Events must be in `seq` order.
 */
export function evolve(run: RunState, event: RunEvent): RunState {
  const next = { ...run, seq: run.seq + 1 };
  const step = (stepRunId: string, change: Partial<StepState>): RunState => ({
    ...next,
    steps: next.steps.map((s) => (s.stepRunId === stepRunId ? { ...s, ...change } : s)),
  });
  switch (event.kind) {
    case "run.created":
      return {
        ...next,
        procedure: event.procedure,
        option: event.option,
        title: event.title,
        mode: event.mode,
        purpose: event.purpose ?? "rollback",
        approval: event.approval,
        status: event.approval === "none" ? "queued" : "awaiting-approval",
        steps: event.steps.map(planned),
      };
    case "run.approved":
      return { ...next, approvals: [...next.approvals, { person: event.person, name: event.name }] };
    case "run.glass-broken":
      return { ...next, isGlassBroken: true };
    case "run.lapsed":
      return { ...next, reason: "The approval lapsed before anybody pressed start. Nothing was run." };
    case "run.queued":
      return next;
    case "run.claimed":
      return { ...next, epoch: event.epoch };
    case "run.cancel-requested":
      return { ...next, isCancelRequested: true };
    case "run.superseded":
      return { ...next, supersededBy: event.by };
    case "step.started":
      return step(event.stepRunId, { status: "running" });
    case "step.asked":
      return step(event.stepRunId, { status: "waiting", question: event.question });
    case "step.finished":
      return step(event.stepRunId, { ...endOf(event), status: "finished", reason: event.reason });
    case "step.proven":
      return step(event.stepRunId, { ...endOf(event), status: "proven", reason: null });
    case "step.confirmed":
      return step(event.stepRunId, { status: "finished", reason: event.note || null });
    case "step.failed":
      return step(event.stepRunId, { ...endOf(event), status: "failed", reason: event.reason });
    case "step.cancelled":
      return step(event.stepRunId, {
        status: "cancelled",
        bytes: event.bytes,
        sha256: event.sha256,
        reason: event.reason,
      });
    case "step.lost":
      return step(event.stepRunId, { status: "unknown", bytes: event.bytes, reason: event.reason });
    case "step.skipped":
      return step(event.stepRunId, { status: "skipped", reason: event.reason });
    case "step.accepted":
      return step(event.stepRunId, { status: "finished", reason: event.note });
    case "step.retried":
      return { ...next, steps: [...next.steps, planned(event.retry)] };
    case "run.settled":
      return { ...next, status: event.status, reason: event.reason };
    default:
      return event satisfies never;
  }
}

const endOf = (e: {
  exitCode: number | null;
  bytes: number;
  sha256: string | null;
  captures: Record<string, string>;
}) => ({
  exitCode: e.exitCode,
  bytes: e.bytes,
  sha256: e.sha256,
  captures: e.captures,
});

export const foldRun = (id: string, events: readonly RunEvent[]): RunState => events.reduce(evolve, emptyRun(id));
