"use client";
import { useQuery } from "@tanstack/react-query";
import { useRoom } from "#components/incident/room-context.tsx";
import { startActionOf } from "#lib/client/permission.ts";
import { queries } from "#lib/client/queries.ts";
import { defaultOption, heldBecause } from "#lib/client/rollback.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";

/** Why this procedure cannot be pressed now, or null. */
export function useStartOff(procedure: ProcedureView, option: string | undefined): string | null {
  const { incident } = useRoom();
  const currentId = incident.currentRun?.id ?? "";
  const current = useQuery({ ...queries.run(currentId), enabled: currentId !== "" }).data;
  const chosen = option ?? defaultOption(procedure)?.id ?? "";
  const off = useWriteOff(startActionOf(procedure, chosen), "Starting this");
  if (incident.status === "resolved" || incident.status === "closed")
    return `INC-${incident.number} is ${incident.status}. A problem that comes back is a new incident.`;
  if (!defaultOption(procedure)) return "Every option of this procedure is refused; open its options to see why.";
  return off ?? heldBecause(incident.currentRun, current, procedure);
}
