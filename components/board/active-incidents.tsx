"use client";
import { type UseQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { ago } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import { useNow } from "#lib/client/use-now.ts";
import type { IncidentSummary } from "#lib/contract/incident.ts";
import { IncidentRow } from "./incident-row.tsx";

const RANK = { critical: 0, major: 1, minor: 2 } as const;

export function ActiveIncidents({ query }: { query: UseQueryResult<IncidentSummary[]> }) {
  return (
    <section className="panel overflow-hidden" aria-label="Active incidents">
      <PanelState query={query} what="active incidents" skeleton={<Skeleton rows={2} className="p-4" />}>
        {(incidents) =>
          incidents.length === 0 ? (
            <NoIncidents />
          ) : (
            <ul>
              {[...incidents]
                .sort((a, b) => RANK[a.severity] - RANK[b.severity] || a.declaredAt.localeCompare(b.declaredAt))
                .map((incident) => (
                  <li key={incident.number}>
                    <IncidentRow incident={incident} />
                  </li>
                ))}
            </ul>
          )
        }
      </PanelState>
    </section>
  );
}

/** Says when it last was not calm. */
function NoIncidents() {
  const all = useInfiniteQuery(queries.incidents("all"));
  const now = useNow();
  const ends =
    all.data?.pages.flatMap((p) => p.items).flatMap((i) => (i.resolvedAt ? [Date.parse(i.resolvedAt)] : [])) ?? [];
  const last = ends.length > 0 ? Math.max(...ends) : null;
  if (!all.data) return <Skeleton rows={1} className="p-4" />;
  return (
    <Empty
      icon={<ShieldCheck size={16} aria-hidden />}
      title={last !== null && now > 0 ? `The last one ended ${ago(now - last)}.` : "None was ever declared here."}
    >
      Targets and their last rollbacks stand below.
    </Empty>
  );
}
