"use client";
import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { queries } from "#lib/client/queries.ts";
import { tabOfAll } from "#lib/client/tab-state.ts";
import { useTab } from "#lib/client/use-tab.ts";

/** Every page's tab says what is open; a room says what its own incident does. */
export function TabTitle() {
  const isRoom = /^\/incidents\/\d+$/.test(usePathname());
  const incidents = useQuery(queries.activeIncidents()).data ?? [];
  useTab(isRoom ? null : tabOfAll(incidents));
  return null;
}
