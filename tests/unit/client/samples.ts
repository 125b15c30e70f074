import type { IncidentSummary } from "#lib/contract/incident.ts";
import type { RunSummary } from "#lib/contract/run.ts";

/** A run of INC-42 as lists show it. */
export const runSummary = (status: RunSummary["status"]): RunSummary => ({
  id: "r1",
  incident: 42,
  procedure: "level-2",
  title: "Code rollback",
  option: "default",
  mode: "live",
  purpose: "rollback",
  status,
  targets: ["prod-1"],
  by: "ana",
  undoes: null,
  verifies: null,
  stepsDone: 1,
  stepsTotal: 9,
  currentStep: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  startedAt: null,
  endedAt: null,
  targetTimeMs: 1,
});

/** INC-42, without a run unless one is given. */
export const incidentSummary = (fields: Partial<IncidentSummary>): IncidentSummary => ({
  number: 42,
  title: "Uploads fail",
  status: "investigating",
  severity: "major",
  playbook: "agent-platform",
  targets: ["prod-1"],
  drill: null,
  declaredAt: "2026-01-01T00:00:00.000Z",
  declaredBy: "ana",
  deadlineAt: null,
  resolvedAt: null,
  closedAt: null,
  currentRun: null,
  ...fields,
});
