"use client";
import { Siren } from "lucide-react";
import { Deadline } from "#components/common/deadline.tsx";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { RoleBar } from "#components/incident/roles/role-bar.tsx";
import { NoAnswerError } from "#lib/client/http.ts";
import { useNow } from "#lib/client/use-now.ts";
import { IncidentRole, ROLE_TITLE } from "#lib/domain/incident/roles.ts";
import { Specimens } from "./specimens.tsx";

const error = new NoAnswerError(null);
const quiet = { isPending: false, isError: false, error: null, dataUpdatedAt: 0, isFetching: false, refetch: () => {} };
const READS = [
  ["Loading", { ...quiet, data: undefined, isPending: true }],
  ["Error", { ...quiet, data: undefined, isError: true, error }],
  ["Stale: the last good data with its time", { ...quiet, data: ["prod-1", "prod-2"], isError: true, error }],
  ["Loaded", { ...quiet, data: ["prod-1", "prod-2"] }],
  ["Empty", { ...quiet, data: [] }],
] as const;
const MINUTE_MS = 60_000;

/** The states that every panel has, drawn by the component that draws them everywhere. */
export function PanelStates() {
  const now = useNow();
  const at = (minutes: number) => new Date(now + minutes * MINUTE_MS).toISOString();
  const roles = IncidentRole.options.map((role, index) => ({
    role,
    title: ROLE_TITLE[role],
    holder: index === 2 ? "dana" : null,
    since: null,
    offer: null,
  }));
  return (
    <>
      {READS.map(([title, query]) => (
        <section key={title} className="panel" aria-label={title}>
          <h3 className="px-3 pt-3 font-semibold text-12 text-ink-2">{title}</h3>
          <PanelState<readonly string[]> query={query} what="targets" skeleton={<Skeleton rows={3} />}>
            {(items) =>
              items.length === 0 ? (
                <Empty icon={<Siren size={16} aria-hidden />} title="No targets yet">
                  What it means, and the next thing to do.
                </Empty>
              ) : (
                <p className="p-3">{items.join(", ")}</p>
              )
            }
          </PanelState>
        </section>
      ))}
      <Specimens title="Refused, where the button is">
        <ProblemBanner error={error} lead="Not started." />
      </Specimens>
      <Specimens title="Deadlines">
        {now === 0
          ? null
          : [20, 4, -3].map((minutes) => <Deadline key={minutes} at={at(minutes)} from={at(minutes - 25)} />)}
      </Specimens>
      <Specimens title="Roles">
        <RoleBar roles={roles} onOpen={() => {}} />
      </Specimens>
    </>
  );
}
