"use client";
import { createContext, useContext } from "react";
import type { IncidentView } from "#lib/contract/incident.ts";
import type { PlaybookView, ProcedureView } from "#lib/contract/playbook.ts";

export type RoomView = "rollback" | "run" | "checklist" | "comms" | "timeline";

type Room = {
  incident: IncidentView;
  playbook: PlaybookView | undefined;
  procedure: (id: string | null) => ProcedureView | undefined;
  /** Opens the confirmation; never starts anything. */
  openRollback: (procedure: string, option?: string) => void;
  showRun: (runId: string) => void;
  show: (view: RoomView) => void;
};

const RoomContext = createContext<Room | null>(null);
export const RoomProvider = RoomContext.Provider;

export function useRoom(): Room {
  const room = useContext(RoomContext);
  if (!room) throw new Error("useRoom outside of an incident room");
  return room;
}

/** How a procedure is called on buttons: `level 1`, `GAP-001`. */
export const procedureName = (procedure: Pick<ProcedureView, "id" | "level" | "component">): string =>
  procedure.level !== null ? `level ${procedure.level}` : (procedure.component ?? procedure.id.toUpperCase());

/** A title without the component's name in front, for where the name stands beside it. */
export const bareTitle = ({ title, component }: Pick<ProcedureView, "title" | "component">): string =>
  component !== null && title.startsWith(`${component} `) ? title.slice(component.length + 1) : title;

/** At the beginning of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
