"use client";
import { useQuery } from "@tanstack/react-query";
import { CalendarPlus, Target } from "lucide-react";
import Link from "next/link";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { TopBar } from "#components/shell/top-bar.tsx";
import { drillQueries } from "#lib/client/drill-queries.ts";
import { OpenActions } from "./actions-panel.tsx";
import { DrillTable } from "./drill-table.tsx";
import { TrendPanel } from "./trend-panel.tsx";

/** When is the next one, what is late, and do we get faster? */
export function DrillsPage() {
  const open = useQuery({ ...drillQueries.list("open"), refetchInterval: 30_000 });
  const past = useQuery(drillQueries.list("past"));
  return (
    <>
      <TopBar title="Drills" />
      <div className="page">
        <div className="page-inner">
          <div className="hero">
            <p className="flex-1">
              A drill breaks a staging or drill target on purpose and rolls it back with the buttons of the real thing.
            </p>
            <Link className="btn lg primary" href="/drills/new">
              <CalendarPlus size={16} aria-hidden /> Plan a drill
            </Link>
          </div>
          <section className="panel overflow-hidden" aria-label="Upcoming drills">
            <div className="panel-head">
              <h2>Upcoming and overdue</h2>
            </div>
            <PanelState query={open} what="drills" skeleton={<Skeleton rows={3} />}>
              {(drills) =>
                drills.length === 0 ? (
                  <Empty icon={<Target size={16} aria-hidden />} title="No drill is planned">
                    What was never rehearsed works for the first time when it has to. Plan one each quarter.
                  </Empty>
                ) : (
                  <DrillTable drills={drills} />
                )
              }
            </PanelState>
          </section>
          <div className="board-cols">
            <TrendPanel />
            <OpenActions />
          </div>
          <section className="panel overflow-hidden" aria-label="Past drills">
            <div className="panel-head">
              <h2>Past drills</h2>
            </div>
            <PanelState query={past} what="past drills" skeleton={<Skeleton rows={2} />}>
              {(drills) =>
                drills.length === 0 ? (
                  <Empty icon={<Target size={16} aria-hidden />} title="No drill was held yet">
                    Times and results of each one stand here.
                  </Empty>
                ) : (
                  <DrillTable drills={drills} isPast />
                )
              }
            </PanelState>
          </section>
        </div>
      </div>
    </>
  );
}
