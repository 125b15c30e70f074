"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { usePathname, useSearchParams } from "next/navigation";
import { Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import { Failed, Skeleton } from "#components/common/panel-state.tsx";
import { RollbackPanel } from "#components/rollback/rollback-panel.tsx";
import { NoRun } from "#components/run/no-run.tsx";
import { preloadConsole } from "#components/run/run-console.tsx";
import { RunPane } from "#components/run/run-pane.tsx";
import { usePresence } from "#lib/client/live/use-presence.ts";
import { queries } from "#lib/client/queries.ts";
import { useShortcuts } from "#lib/client/shortcuts/use-shortcuts.ts";
import { useLiveKind } from "#lib/client/use-liveness.ts";
import type { IncidentView } from "#lib/contract/incident.ts";
import { BrokenGlass } from "./broken-glass.tsx";
import { HandOverBanners } from "./roles/hand-over-banner.tsx";
import { RoomProvider, type RoomView } from "./room-context.tsx";
import { RoomHeader } from "./room-header.tsx";
import { RoomTabs } from "./room-tabs.tsx";
import { SidePane } from "./side-pane.tsx";
import { useRollbackCommands } from "./use-room-commands.ts";
import { useRoomTitle } from "./use-room-title.ts";

const RollbackDialog = dynamic(() => import("#components/rollback/rollback-dialog.tsx").then((m) => m.RollbackDialog));

export function IncidentRoom({ number }: { number: number }) {
  const isLive = useLiveKind() === "live";
  const query = useQuery({ ...queries.incident(number), refetchInterval: isLive ? 15_000 : 2_500 });
  if (query.data) {
    return (
      <Suspense fallback={<RoomSkeleton />}>
        <Room incident={query.data} />
      </Suspense>
    );
  }
  if (query.isError) return <Failed what={`incident INC-${number}`} error={query.error} onRetry={query.refetch} />;
  return <RoomSkeleton />;
}

function Room({ incident }: { incident: IncidentView }) {
  const playbooks = useQuery(queries.playbooks()).data;
  const playbook = playbooks?.find((p) => p.id === incident.playbook);
  const watchers = usePresence(incident.number);
  const [view, setView] = useState<RoomView>(incident.runs.length > 0 ? "run" : "rollback");
  const [request, setRequest] = useState<{ procedure: string; option: string | undefined } | null>(null);
  const { selected, select } = useSelectedRun(incident);
  useRoomKeys(setView);
  useEffect(preloadConsole, []);

  const showRun = useCallback(
    (runId: string) => {
      select(runId);
      setView("run");
      setRequest(null);
    },
    [select],
  );
  const room = useMemo(
    () => ({
      incident,
      playbook,
      procedure: (id: string | null) => playbook?.procedures.find((p) => p.id === id),
      openRollback: (procedure: string, option?: string) => setRequest({ procedure, option }),
      showRun,
      show: setView,
    }),
    [incident, playbook, showRun],
  );

  useRoomTitle(incident, room.procedure);
  useRollbackCommands(room);

  return (
    <RoomProvider value={room}>
      <div className="room" data-view={view}>
        <div className="min-w-0">
          <RoomHeader watchers={watchers} />
          <BrokenGlass />
          <HandOverBanners />
        </div>
        <div className="room-cols">
          <RollbackPanel />
          {selected ? <RunPane key={selected} runId={selected} /> : <NoRun />}
          <SidePane />
        </div>
        <RoomTabs view={view} />
      </div>
      {request && playbook ? (
        <RollbackDialog
          key={`${request.procedure}/${request.option ?? ""}`}
          procedureId={request.procedure}
          option={request.option}
          onClose={() => setRequest(null)}
          onOption={(procedure, option) => setRequest({ procedure, option })}
        />
      ) : null}
    </RoomProvider>
  );
}

/** The run in the address (`?run=`), else the one that goes on, else the newest. */
function useSelectedRun(incident: IncidentView) {
  const wanted = useSearchParams().get("run");
  const path = usePathname();
  const newest = [...incident.runs].sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0]?.id ?? null;
  const selected = wanted ?? incident.currentRun?.id ?? newest;
  // The browser's own history: asking the server for the same page again would cost the first seconds of a run.
  const select = useCallback(
    (runId: string) => window.history.replaceState(null, "", `${path}?run=${encodeURIComponent(runId)}`),
    [path],
  );
  return { selected, select };
}

function useRoomKeys(show: (view: RoomView) => void) {
  const to = (view: "checklist" | "comms" | "timeline") => () => {
    show(view);
    document.getElementById(`pane-${view}`)?.focus();
    return true;
  };
  const toLevel = (level: number) => () => {
    const button = document.querySelector<HTMLElement>(`[data-level="${level}"] .actions button`);
    if (!button) return false;
    // Only on a phone another pane may be in front; flushed, because what is hidden takes no focus.
    flushSync(() => show("rollback"));
    button.focus();
    return true;
  };
  useShortcuts({ c: to("checklist"), m: to("comms"), t: to("timeline"), 1: toLevel(1), 2: toLevel(2), 3: toLevel(3) });
}

function RoomSkeleton() {
  return (
    <div className="room late" role="status" aria-label="Loading the incident">
      <div className="room-head">
        <Skeleton rows={2} className="p-4" />
      </div>
      <div className="room-cols">
        <div className="room-col">
          <Skeleton rows={8} />
        </div>
        <div className="run-pane">
          <Skeleton rows={4} />
        </div>
        <div className="room-col">
          <Skeleton rows={8} />
        </div>
      </div>
    </div>
  );
}
