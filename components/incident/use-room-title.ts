import { isActive } from "#lib/client/run-active.ts";
import { type Favicon, useDocumentState } from "#lib/client/use-document-state.ts";
import type { IncidentView } from "#lib/contract/incident.ts";

/** Tab title and icon say what the incident does now: `● INC-42 running 3/9`. */
export function useRoomTitle(incident: IncidentView) {
  const run = incident.currentRun;
  const isRunning = run !== null && isActive(run.status);
  const isOver = incident.status === "resolved" || incident.status === "closed";
  const state = isRunning
    ? `running ${Math.min(run.stepsDone + 1, run.stepsTotal)}/${run.stepsTotal}`
    : isOver
      ? incident.status
      : incident.severity.toUpperCase();
  const icon: Favicon = isRunning
    ? "icon-running"
    : isOver
      ? "icon-ok"
      : incident.severity === "critical"
        ? "icon-critical"
        : "icon-major";
  useDocumentState(`${incident.drill === null ? "" : "DRILL · "}INC-${incident.number} ${state} · Backout`, icon);
}
