"use client";
import { useQuery } from "@tanstack/react-query";
import { queries } from "#lib/client/queries.ts";
import { useNow } from "#lib/client/use-now.ts";
import { isOpen } from "./deadline-look.ts";

/** For the head of the section: what is overdue, else what is open of all. */
export function useOpenNotifications(incident: number): string {
  const deadlines = useQuery(queries.communication(incident)).data?.deadlines;
  const now = useNow();
  if (!deadlines) return "…";
  const open = deadlines.filter(isOpen);
  const overdue = open.filter((d) => now > 0 && Date.parse(d.dueAt) < now).length;
  return overdue > 0 ? `${overdue} overdue` : `${deadlines.length - open.length}/${deadlines.length}`;
}
