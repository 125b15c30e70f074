import { expect, it } from "vitest";
import { tabOfAll, tabOfRoom } from "#lib/client/tab-state.ts";
import type { IncidentSummary, IncidentView } from "#lib/contract/incident.ts";
import type { RunSummary } from "#lib/contract/run.ts";

const run = (status: RunSummary["status"]): RunSummary => ({
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
const incident = (fields: Partial<IncidentSummary>): IncidentSummary => ({
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
const view = (fields: Partial<IncidentSummary>): IncidentView => ({
  ...incident(fields),
  severityReason: null,
  roles: [],
  assessment: null,
  runs: [],
  injections: [],
  verifications: [],
  brokenGlass: [],
  checklist: [],
  investigations: [],
  timeline: [],
  rca: null,
});

it("counts open incidents by the worst of them, and a rehearsal for nothing", () => {
  expect(tabOfAll([])).toEqual({ lead: "", replaces: false, icon: "icon" });
  expect(tabOfAll([incident({ drill: 3, severity: "critical" })]).lead).toBe("");
  expect(tabOfAll([incident({ severity: "minor" }), incident({ severity: "major" })])).toMatchObject({
    lead: "(2) major",
    icon: "icon-major",
  });
  expect(tabOfAll([incident({ severity: "critical", currentRun: run("running") })])).toMatchObject({
    lead: "(1) critical, rolling back",
    icon: "icon-running",
  });
});

it("says of a room's incident what runs, how the last run ended, or that it is over", () => {
  expect(tabOfRoom(view({ currentRun: run("running") }), "Level 2")).toEqual({
    lead: "● INC-42 running: Level 2",
    replaces: true,
    icon: "icon-running",
  });
  expect(tabOfRoom(view({ severity: "critical", currentRun: run("failed") }), "Level 2")).toMatchObject({
    lead: "INC-42 critical, last run failed",
    icon: "icon-critical",
  });
  expect(tabOfRoom(view({ status: "resolved", currentRun: run("succeeded") }), null)).toMatchObject({
    lead: "INC-42 resolved",
    icon: "icon-ok",
  });
  expect(tabOfRoom(view({ drill: 3 }), null).lead, "a drill says so first").toBe("DRILL · INC-42 major");
});
