import { z } from "zod";

export const RunStatus = z.enum([
  "awaiting-approval",
  "armed",
  "queued",
  "running",
  "waiting",
  "succeeded",
  "unproven",
  "failed",
  "cancelled",
  "interrupted",
]);
export type RunStatus = z.infer<typeof RunStatus>;

export const StepStatus = z.enum([
  "pending",
  "running",
  "waiting",
  "finished",
  "proven",
  "failed",
  "skipped",
  "cancelled",
  "unknown",
]);
export type StepStatus = z.infer<typeof StepStatus>;

export const RunMode = z.enum(["live", "drill", "dry-run"]);
export type RunMode = z.infer<typeof RunMode>;

/**
 * What a run is for. A rollback changes its target and keeps others off it; a verification looks at what a rollback left behind, holds nothing
 * and ends as soon as another run takes its target.
 */
export const RunPurpose = z.enum(["rollback", "verification"]);
export type RunPurpose = z.infer<typeof RunPurpose>;

/** Every move of a run that exists. A move that is not here is a defect, not a state. */
export const RUN_TRANSITIONS: Record<RunStatus, readonly RunStatus[]> = {
  "awaiting-approval": ["armed", "cancelled"],
  armed: ["queued", "cancelled"],
  queued: ["running", "cancelled"],
  running: ["waiting", "succeeded", "unproven", "failed", "cancelled", "interrupted"],
  waiting: ["running", "succeeded", "unproven", "failed", "cancelled", "interrupted"],
  succeeded: [],
  unproven: ["running"],
  failed: ["running", "waiting", "interrupted", "unproven", "succeeded"],
  cancelled: [],
  interrupted: ["running", "waiting", "failed", "unproven", "succeeded", "cancelled"],
};

/** Keeps other changing runs off its targets. `failed` and `unproven` rest: a new start ends them. */
export const HOLDS_TARGET: Record<RunStatus, boolean> = {
  "awaiting-approval": false,
  armed: false,
  queued: true,
  running: true,
  waiting: true,
  succeeded: false,
  unproven: false,
  failed: false,
  cancelled: false,
  interrupted: true,
};

/** A run that keeps other changing runs off its targets now. */
export const holdsTarget = (run: { status: RunStatus; purpose: RunPurpose }): boolean =>
  run.purpose === "rollback" && HOLDS_TARGET[run.status];

export const isActive = (status: RunStatus): boolean =>
  status === "queued" || status === "running" || status === "waiting";
