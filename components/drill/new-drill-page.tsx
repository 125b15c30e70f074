"use client";
import { useQuery } from "@tanstack/react-query";
import { Target } from "lucide-react";
import Link from "next/link";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { TopBar } from "#components/shell/top-bar.tsx";
import { queries } from "#lib/client/queries.ts";
import { NewDrillForm } from "./new-drill-form.tsx";

export function NewDrillPage() {
  const playbooks = useQuery(queries.playbooks());
  const targets = useQuery(queries.targets());
  return (
    <>
      <TopBar
        title={
          <>
            <Link className="text-ink-3 hover:underline" href="/drills">
              Drills
            </Link>
            <span className="text-ink-3">/</span> Plan a drill
          </>
        }
      />
      <div className="page">
        <div className="page-inner">
          <PanelState query={playbooks} what="playbooks" skeleton={<Skeleton rows={6} />}>
            {(all) => (
              <PanelState query={targets} what="targets" skeleton={<Skeleton rows={6} />}>
                {(known) => {
                  const usable = all.filter((p) => p.drills !== null && p.scenarios.length > 0);
                  return usable.length === 0 ? (
                    <Empty icon={<Target size={16} aria-hidden />} title="No playbook can be rehearsed">
                      A playbook needs a drills block and a scenario that a drill can inject.
                    </Empty>
                  ) : (
                    <NewDrillForm playbooks={usable} targets={known} />
                  );
                }}
              </PanelState>
            )}
          </PanelState>
        </div>
      </div>
    </>
  );
}
