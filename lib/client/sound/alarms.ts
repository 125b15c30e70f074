import type { IncidentSummary } from "#lib/contract/incident.ts";

const ALARMING: readonly string[] = ["awaiting-approval", "waiting", "failed", "unproven", "interrupted"];

/** What is new and wants somebody: an incident, a run that failed, that waits, that is not known. A rehearsal makes no sound. Pure. */
export function isAlarm(before: readonly IncidentSummary[], after: readonly IncidentSummary[]): boolean {
  return after
    .filter((incident) => incident.drill === null)
    .some((incident) => {
      const known = before.find(({ number }) => number === incident.number);
      if (!known) return true;
      const status = incident.currentRun?.status ?? "";
      const isNew = known.currentRun?.id !== incident.currentRun?.id || known.currentRun?.status !== status;
      return isNew && ALARMING.includes(status);
    });
}
