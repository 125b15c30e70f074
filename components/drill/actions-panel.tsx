"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CheckCheck } from "lucide-react";
import Link from "next/link";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { drillKeys, drillQueries } from "#lib/client/drill-queries.ts";
import { api } from "#lib/client/http.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { DrillActionView } from "#lib/contract/drill.ts";

/** What drills found and nobody has done yet. */
export function OpenActions() {
  return (
    <section className="panel overflow-hidden" aria-label="Open improvements">
      <div className="panel-head">
        <h2>Open improvements</h2>
      </div>
      <PanelState query={useQuery(drillQueries.openActions())} what="improvements" skeleton={<Skeleton rows={3} />}>
        {(actions) =>
          actions.length === 0 ? (
            <Empty icon={<CheckCheck size={16} aria-hidden />} title="Nothing is open">
              What the next drill finds is listed here until it is done.
            </Empty>
          ) : (
            <ActionList actions={actions} isSourceShown />
          )
        }
      </PanelState>
    </section>
  );
}

/** Improvements with owner and date; overdue ones say so. */
export function ActionList({
  actions,
  isSourceShown = false,
}: {
  actions: readonly DrillActionView[];
  isSourceShown?: boolean;
}) {
  const client = useQueryClient();
  const off = useWriteOff("drill.take-part", "Closing an improvement");
  const close = useMutation({
    mutationFn: (id: string) => api.post(`/drill-actions/${id}/close`, { state: "done" }),
    onSettled: () => client.invalidateQueries({ queryKey: drillKeys.all }),
  });
  return (
    <>
      <ProblemBanner error={close.error} lead="Not closed." />
      <ul className="drill-actions">
        {actions.map((action) => (
          <li key={action.id}>
            <span className="min-w-0">
              <b className="font-medium">{action.title}</b>
              <span className="block text-12 text-ink-3">
                {isSourceShown ? (
                  <>
                    <Link className="link" href={`/drills/${action.drill}`}>
                      DRILL-{action.drill}
                    </Link>
                    ,{" "}
                  </>
                ) : null}
                {action.owner}, due {action.dueAt.slice(0, 10)}
                {action.isOverdue ? <b className="text-crit"> overdue</b> : null}
                {action.state === "open" ? null : ` · ${action.state} by ${action.closedBy ?? "?"}`}
              </span>
            </span>
            {action.state === "open" ? (
              <Button
                size="sm"
                off={off}
                busy={close.isPending && close.variables === action.id && "Closing"}
                onClick={() => close.mutate(action.id)}
                aria-label={`Done: ${action.title}`}
              >
                Done
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
