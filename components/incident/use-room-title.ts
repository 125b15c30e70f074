import { tabOfRoom } from "#lib/client/tab-state.ts";
import { useTab } from "#lib/client/use-tab.ts";
import type { IncidentView } from "#lib/contract/incident.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
import { capital, procedureName } from "./room-context.tsx";

/** Tab title and icon say what the incident does now. */
export function useRoomTitle(incident: IncidentView, procedure: (id: string | null) => ProcedureView | undefined) {
  const running = procedure(incident.currentRun?.procedure ?? null);
  useTab(tabOfRoom(incident, running ? capital(procedureName(running)) : null));
}
