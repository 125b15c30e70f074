"use client";
import { createContext, useContext } from "react";
import type { IncidentView } from "#lib/contract/incident.ts";
import type { PlaybookView, ProcedureView } from "#lib/contract/playbook.ts";

export type RoomView = "rollback" | "run" | "checklist" | "comms" | "timeline";

export type Room = {
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

type Named = Pick<ProcedureView, "id" | "title" | "level" | "component" | "data">;

/** How a procedure is called on buttons: `level 1`, `GAP-001`, `PostgreSQL`. */
export const procedureName = ({ id, level, component, data }: Named): string =>
  level !== null ? `level ${level}` : (component ?? data ?? id.toUpperCase());

/** A title without the procedure's name in front, for where the name stands beside it. */
export const bareTitle = (procedure: Named): string => {
  const name = `${procedureName(procedure)} `;
  return procedure.title.startsWith(name) ? procedure.title.slice(name.length) : procedure.title;
};

/** At the beginning of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
