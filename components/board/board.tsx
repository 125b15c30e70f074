"use client";
import { useQuery } from "@tanstack/react-query";
import { Siren } from "lucide-react";
import Link from "next/link";
import { AlertsPanel } from "#components/alerts/alerts-panel.tsx";
import { FixPanel } from "#components/readiness/fix-panel.tsx";
import { ReadinessPanel, trustLine } from "#components/readiness/readiness-panel.tsx";
import { TopBar } from "#components/shell/top-bar.tsx";
import { plural } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import { isActive } from "#lib/client/run-active.ts";
import { useLiveKind } from "#lib/client/use-liveness.ts";
import type { IncidentSummary } from "#lib/contract/incident.ts";
import { ActiveIncidents } from "./active-incidents.tsx";
import { DrillsDue } from "./drills-due.tsx";
import { RecentRuns } from "./recent-runs.tsx";

/** Can I trust the buttons, and what is going on? */
export function Board() {
  const isLive = useLiveKind() === "live";
  const active = useQuery({ ...queries.activeIncidents(), refetchInterval: isLive ? 10_000 : 3_000 });
  const readiness = useQuery({ ...queries.readiness(), refetchInterval: isLive ? 15_000 : 5_000 });
  const trust = readiness.data ? trustLine(readiness.data.items) : null;
  // A rehearsal alarms nobody: it stands in the list with its badge, and counts for nothing.
  const real = active.data?.filter((i) => i.drill === null);
  return (
    <>
      <TopBar title="Board" />
      <div className="page">
        <div className="page-inner">
          <div className="hero">
            <div className="min-w-0 flex-1">
              <h2>{real ? headline(real) : "Board"}</h2>
              <p>{real ? subline(real) : "Reading the active incidents…"}</p>
              {trust ? <p>{trust}</p> : null}
            </div>
            {/* A link in truth: it opens the assessment, which declares. It is called by what it begins. */}
            <Link className="btn lg primary" href="/assess" role="button">
              <Siren size={16} aria-hidden /> Declare incident
            </Link>
          </div>
          <ActiveIncidents query={active} />
          <DrillsDue />
          <AlertsPanel />
          <div className="board-side">
            <ReadinessPanel query={readiness} />
            <FixPanel query={readiness} />
          </div>
          <RecentRuns />
        </div>
      </div>
    </>
  );
}

function headline(incidents: IncidentSummary[]): string {
  if (incidents.length === 0) return "No active incidents.";
  const critical = incidents.filter((i) => i.severity === "critical").length;
  const first =
    critical > 0 ? `${plural(critical, "critical incident")}.` : `${plural(incidents.length, "active incident")}.`;
  const running = incidents.flatMap((i) => (i.currentRun && isActive(i.currentRun.status) ? i.currentRun.targets : []));
  return running.length > 0 ? `${first} A rollback is running on ${[...new Set(running)].join(", ")}.` : first;
}

function subline(incidents: IncidentSummary[]): string {
  if (incidents.length === 0) return "Declare one when something is wrong: the assessment takes half a minute.";
  const still = incidents.filter((i) => !i.currentRun).length;
  return still > 0
    ? `${plural(still, "incident")} without a rollback so far.`
    : "Every active incident has a rollback.";
}
