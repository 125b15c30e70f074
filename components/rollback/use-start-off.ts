"use client";
import { useQuery } from "@tanstack/react-query";
import { useRoom } from "#components/incident/room-context.tsx";
import { startActionOf } from "#lib/client/permission.ts";
import { queries } from "#lib/client/queries.ts";
import { defaultOption, heldBecause } from "#lib/client/rollback.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { IncidentView } from "#lib/contract/incident.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";

/** `shown` is false for a reason that the panel already gives once for all of its buttons. */
export type StartOff = { reason: string; shown: boolean } | null;

/** Why this procedure cannot be pressed now, or null. */
export function useStartOff(procedure: ProcedureView, option: string | undefined): StartOff {
  const { incident } = useRoom();
  const held = useHeld(procedure);
  const chosen = option ?? defaultOption(procedure)?.id ?? "";
  const off = useWriteOff(startActionOf(procedure, chosen), "Starting this");
  if (isOver(incident)) return { reason: held ?? "", shown: false };
  if (!defaultOption(procedure))
    return { reason: "Every option of this procedure is refused; open its options to see why.", shown: true };
  if (off) return { reason: off, shown: true };
  return held ? { reason: held, shown: false } : null;
}

const isOver = (incident: IncidentView) => incident.status === "resolved" || incident.status === "closed";

/** Why nothing can be started here now: the incident is over, or a run keeps the target. */
export function useHeld(procedure: ProcedureView): string | null {
  const { incident } = useRoom();
  const currentId = incident.currentRun?.id ?? "";
  const current = useQuery({ ...queries.run(currentId), enabled: currentId !== "" }).data;
  if (isOver(incident))
    return `INC-${incident.number} is ${incident.status}. A problem that comes back is a new incident.`;
  return heldBecause(incident.currentRun, current, procedure);
}
