import type { IncidentSummary, IncidentView } from "#lib/contract/incident.ts";
import { isActive } from "./run-active.ts";

export type Favicon = "icon" | "icon-critical" | "icon-major" | "icon-minor" | "icon-running" | "icon-ok";
/** What a tab says while nobody looks at its page. `lead` stands before the page's own title, or in its place. */
export type TabState = { lead: string; replaces: boolean; icon: Favicon };

const QUIET: TabState = { lead: "", replaces: false, icon: "icon" };
const WORST_FIRST = ["critical", "major", "minor"] as const;

/** How many are open and how bad: `(2) critical`. A rehearsal alarms nobody: it counts for nothing. */
export function tabOfAll(incidents: readonly IncidentSummary[]): TabState {
  const real = incidents.filter((incident) => incident.drill === null);
  const worst = WORST_FIRST.find((severity) => real.some((incident) => incident.severity === severity));
  if (!worst) return QUIET;
  if (real.some((incident) => incident.currentRun && isActive(incident.currentRun.status)))
    return { lead: `(${real.length}) ${worst}, rolling back`, replaces: false, icon: "icon-running" };
  return { lead: `(${real.length}) ${worst}`, replaces: false, icon: `icon-${worst}` };
}

/** What one incident does now: `● INC-42 running: Level 2`. `run` is how its current run is called. */
export function tabOfRoom(incident: IncidentView, run: string | null): TabState {
  const { number, status, severity } = incident;
  const drill = incident.drill === null ? "" : "DRILL · ";
  const whole = (mark: string, state: string, icon: Favicon): TabState => ({
    lead: `${drill}${mark}INC-${number} ${state}`,
    replaces: true,
    icon,
  });
  const current = incident.currentRun;
  if (current && isActive(current.status)) return whole("● ", `running: ${run ?? current.title}`, "icon-running");
  if (status === "resolved" || status === "closed") return whole("", status, "icon-ok");
  const state = current ? `${severity}, last run ${current.status}` : severity;
  return whole("", state, `icon-${severity}`);
}
