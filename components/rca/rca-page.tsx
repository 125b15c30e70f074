"use client";
import { useQuery } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import Link from "next/link";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { SeverityBadge } from "#components/common/severity-badge.tsx";
import { IncidentPill } from "#components/incident/incident-status.tsx";
import { isRunning } from "#lib/client/clocks.ts";
import { statusOf } from "#lib/client/http.ts";
import { queries } from "#lib/client/queries.ts";
import { RcaEditor } from "./rca-editor.tsx";

/** The review of an incident: filled from the record, completed by people, published once. */
export function RcaPage({ number }: { number: number }) {
  const incident = useQuery(queries.incident(number)).data;
  const query = useQuery({ ...queries.rca(number), refetchInterval: 15_000 });
  const head = (
    <>
      <Link className="whitespace-nowrap text-ink-3 hover:text-ink-1" href={`/incidents/${number}`}>
        INC-{number}
      </Link>
      <span className="text-ink-3">›</span>
      <h1 className="whitespace-nowrap">Root cause review</h1>
      {incident ? (
        <span className="only-wide flex items-center gap-2">
          <SeverityBadge severity={incident.severity} />
          <IncidentPill status={incident.status} isRunning={isRunning(incident.currentRun)} />
        </span>
      ) : null}
    </>
  );
  const status = statusOf(query.error);
  if (!query.data && (status === 404 || status === 409)) {
    return (
      <>
        <header className="topbar">{head}</header>
        <Empty icon={<FileText size={16} aria-hidden />} title="The review is not open">
          {query.error instanceof Error ? query.error.message : ""}{" "}
          <Link className="link" href={`/incidents/${number}`}>
            To the incident
          </Link>
        </Empty>
      </>
    );
  }
  return (
    <PanelState
      query={query}
      what="review"
      skeleton={
        <>
          <header className="topbar">{head}</header>
          <Skeleton rows={8} className="p-6" />
        </>
      }
    >
      {(view) => <RcaEditor view={view} head={head} incident={incident} />}
    </PanelState>
  );
}
