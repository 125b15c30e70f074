import { queryOptions } from "@tanstack/react-query";
import type { DrillActionView, DrillSummary, DrillTrend, DrillView } from "#lib/contract/drill.ts";
import { api } from "./http.ts";

/** A shorter key invalidates everything below it. */
export const drillKeys = {
  all: ["drills"] as const,
  list: (state: "open" | "past") => ["drills", "list", state] as const,
  detail: (number: number) => ["drills", "detail", number] as const,
  actions: ["drills", "actions"] as const,
  trends: ["drills", "trends"] as const,
};

const LISTED = 100;

/** What the pages of drills read. */
export const drillQueries = {
  list: (state: "open" | "past") =>
    queryOptions({
      queryKey: drillKeys.list(state),
      queryFn: async ({ signal }) =>
        (await api.get<{ items: DrillSummary[] }>(`/drills?state=${state}&limit=${LISTED}`, signal)).items,
    }),
  detail: (number: number) =>
    queryOptions({
      queryKey: drillKeys.detail(number),
      queryFn: ({ signal }) => api.get<DrillView>(`/drills/${number}`, signal),
    }),
  openActions: () =>
    queryOptions({
      queryKey: drillKeys.actions,
      queryFn: async ({ signal }) => (await api.get<{ items: DrillActionView[] }>("/drill-actions", signal)).items,
    }),
  trends: () =>
    queryOptions({
      queryKey: drillKeys.trends,
      queryFn: async ({ signal }) => (await api.get<{ items: DrillTrend[] }>("/drill-trends", signal)).items,
    }),
};
