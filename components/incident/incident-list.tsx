"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Download, ShieldCheck, Siren } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { DrillBadge } from "#components/common/drill-badge.tsx";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { SeverityBadge } from "#components/common/severity-badge.tsx";
import { At, Took } from "#components/common/time.tsx";
import { RunPill } from "#components/run/run-status.tsx";
import { TopBar } from "#components/shell/top-bar.tsx";
import { Button } from "#components/ui/button.tsx";
import { isRunning } from "#lib/client/clocks.ts";
import { queries } from "#lib/client/queries.ts";
import type { IncidentSummary } from "#lib/contract/incident.ts";
import { IncidentPill } from "./incident-status.tsx";

const STATES = [
  { state: "active", label: "Active" },
  { state: "all", label: "All" },
] as const;

/** Every incident, newest first; the filter stands in the address. */
export function IncidentList() {
  const state = useSearchParams().get("state") === "active" ? "active" : "all";
  const query = useInfiniteQuery(queries.incidents(state));
  return (
    <>
      <TopBar title="Incidents" />
      <div className="page">
        <div className="page-inner">
          <div className="hero">
            <nav className="flex flex-1 gap-1.5" aria-label="Which incidents">
              {STATES.map((s) => (
                <Link
                  key={s.state}
                  className="chip"
                  href={`/incidents?state=${s.state}`}
                  aria-current={state === s.state ? "page" : undefined}
                >
                  {s.label}
                </Link>
              ))}
            </nav>
            <Link className="btn lg" href="/record">
              <ShieldCheck size={16} aria-hidden /> Record and times
            </Link>
            <Link className="btn lg primary" href="/assess" role="button">
              <Siren size={16} aria-hidden /> Declare incident
            </Link>
          </div>
          <section className="panel overflow-hidden" aria-label="Incidents">
            <PanelState query={query} what="incidents" skeleton={<Skeleton rows={6} className="p-4" />}>
              {(data) => <Rows incidents={data.pages.flatMap((page) => page.items)} state={state} />}
            </PanelState>
          </section>
          {query.hasNextPage ? (
            <div>
              <Button busy={query.isFetchingNextPage && "Reading"} onClick={() => void query.fetchNextPage()}>
                Older incidents
              </Button>
            </div>
          ) : null}
        </div>
      </div>
    </>
  );
}

function Rows({ incidents, state }: { incidents: IncidentSummary[]; state: "active" | "all" }) {
  if (incidents.length === 0) {
    return (
      <Empty
        icon={<Siren size={16} aria-hidden />}
        title={state === "active" ? "No active incidents." : "No incident was declared yet."}
      >
        {state === "active" ? (
          <Link className="link" href="/incidents?state=all">
            Show all
          </Link>
        ) : (
          "The first assessment takes half a minute."
        )}
      </Empty>
    );
  }
  return (
    <table className="table">
      <thead>
        <tr>
          <th>Incident</th>
          <th>Status</th>
          <th>Target</th>
          <th>Last run</th>
          <th>Declared, UTC</th>
          <th>Lasted</th>
          <th>Review</th>
          <th>Record</th>
        </tr>
      </thead>
      <tbody>
        {incidents.map((incident) => (
          <tr key={incident.number}>
            <td>
              <Link className="flex items-center gap-2" href={`/incidents/${incident.number}`} data-row>
                {incident.drill === null ? null : <DrillBadge number={incident.drill} />}
                <SeverityBadge severity={incident.severity} />
                <span className="whitespace-nowrap text-ink-3">INC-{incident.number}</span>
                <b className="font-semibold text-13 hover:underline">{incident.title}</b>
              </Link>
            </td>
            <td>
              <IncidentPill status={incident.status} isRunning={isRunning(incident.currentRun)} />
            </td>
            <td className="text-ink-2">{incident.targets.join(", ")}</td>
            <td>
              {incident.currentRun ? (
                <RunPill status={incident.currentRun.status} />
              ) : (
                <span className="text-ink-3">none</span>
              )}
            </td>
            <td className="whitespace-nowrap text-ink-2">
              <At at={incident.declaredAt} /> <span className="text-ink-3">by {incident.declaredBy}</span>
            </td>
            <td className="whitespace-nowrap">
              <Took since={incident.declaredAt} until={incident.resolvedAt} />
            </td>
            <td>
              {incident.resolvedAt ? (
                <Link className="link" href={`/incidents/${incident.number}/rca`}>
                  {incident.closedAt ? "published" : "open it"}
                </Link>
              ) : (
                <span className="text-ink-3">after it is resolved</span>
              )}
            </td>
            <td>
              <a
                className="link whitespace-nowrap"
                href={`/api/v1/incidents/${incident.number}/export`}
                download
                aria-label={`Export INC-${incident.number} as one archive`}
              >
                <Download size={13} aria-hidden className="inline" /> Export
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
