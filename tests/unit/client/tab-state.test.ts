import { expect, it } from "vitest";
import { tabOfAll, tabOfRoom } from "#lib/client/tab-state.ts";
import type { IncidentSummary, IncidentView } from "#lib/contract/incident.ts";
import { incidentSummary, runSummary } from "./samples.ts";

const view = (fields: Partial<IncidentSummary>): IncidentView => ({
  ...incidentSummary(fields),
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
  expect(tabOfAll([incidentSummary({ drill: 3, severity: "critical" })]).lead).toBe("");
  expect(tabOfAll([incidentSummary({ severity: "minor" }), incidentSummary({ severity: "major" })])).toMatchObject({
    lead: "(2) major",
    icon: "icon-major",
  });
  expect(tabOfAll([incidentSummary({ severity: "critical", currentRun: runSummary("running") })])).toMatchObject({
    lead: "(1) critical, rolling back",
    icon: "icon-running",
  });
});

it("says of a room's incident what runs, how the last run ended, or that it is over", () => {
  expect(tabOfRoom(view({ currentRun: runSummary("running") }), "Level 2")).toEqual({
    lead: "● INC-42 running: Level 2",
    replaces: true,
    icon: "icon-running",
  });
  expect(tabOfRoom(view({ severity: "critical", currentRun: runSummary("failed") }), "Level 2")).toMatchObject({
    lead: "INC-42 critical, last run failed",
    icon: "icon-critical",
  });
  expect(tabOfRoom(view({ status: "resolved", currentRun: runSummary("succeeded") }), null)).toMatchObject({
    lead: "INC-42 resolved",
    icon: "icon-ok",
  });
  expect(tabOfRoom(view({ drill: 3 }), null).lead, "a drill says so first").toBe("DRILL · INC-42 major");
});
