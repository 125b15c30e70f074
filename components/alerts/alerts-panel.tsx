"use client";
import { useQuery } from "@tanstack/react-query";
import { BellRing } from "lucide-react";
import Link from "next/link";
import { PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { AlertDraftView } from "#lib/contract/alert.ts";
import { AlertFacts } from "./alert-facts.tsx";
import { useDismiss } from "./use-dismiss.ts";

/** Alerts of the monitoring that wait for a person: nothing was declared for them and nothing runs. */
export function AlertsPanel() {
  const drafts = useQuery({ ...queries.alertDrafts(), refetchInterval: 15_000 });
  return (
    <section className="panel overflow-hidden" aria-label="Alerts">
      <div className="panel-head">
        <h2>Alerts</h2>
        <span className="text-12 text-ink-3">
          {drafts.data?.length ? "a person declares, or dismisses" : "from Alertmanager or Grafana"}
        </span>
      </div>
      <PanelState query={drafts} what="alerts" skeleton={<Skeleton rows={1} className="p-4" />}>
        {(items) =>
          items.length === 0 ? (
            <p className="px-3.5 py-3 text-12 text-ink-3">No alert waits.</p>
          ) : (
            <ul aria-label={plural(items.length, "alert")}>
              {items.map((draft) => (
                <AlertRow key={draft.id} draft={draft} />
              ))}
            </ul>
          )
        }
      </PanelState>
    </section>
  );
}

function AlertRow({ draft }: { draft: AlertDraftView }) {
  const off = useWriteOff("incident.declare", "Dismissing");
  const dismiss = useDismiss();
  return (
    <li className="alert-row">
      <BellRing size={16} aria-hidden className={draft.status === "firing" ? "text-crit" : "text-ink-3"} />
      <AlertFacts draft={draft} />
      <span className="flex gap-1.5">
        <Button size="sm" off={off} busy={dismiss.isPending && "Dismissing"} onClick={() => dismiss.mutate(draft.id)}>
          Dismiss
        </Button>
        <Link className="btn sm primary" href={`/assess?alert=${draft.id}`} role="button">
          Assess and declare
        </Link>
      </span>
    </li>
  );
}
