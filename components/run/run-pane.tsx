"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Failed, Skeleton } from "#components/common/panel-state.tsx";
import { StabilityStrip } from "#components/watch/stability-strip.tsx";
import { useRunOutput } from "#lib/client/live/use-run-output.ts";
import { queries } from "#lib/client/queries.ts";
import { isActive } from "#lib/client/run-active.ts";
import { useLiveKind } from "#lib/client/use-liveness.ts";
import type { RunAct } from "./run-acts.ts";
import { RunBar } from "./run-bar.tsx";
import { RunConsole } from "./run-console.tsx";
import { RunHeader } from "./run-header.tsx";
import { RunNotice } from "./run-notice.tsx";
import { StepRail } from "./step-rail.tsx";

const RunDialogs = dynamic(() => import("./run-dialogs.tsx").then((m) => m.RunDialogs));

/** A run as it is: header with its clock, what needs a person, the steps, the output. */
export function RunPane({ runId }: { runId: string }) {
  const isLive = useLiveKind() === "live";
  const query = useQuery({
    ...queries.run(runId),
    refetchInterval: (q) => (q.state.data && !isActive(q.state.data.status) ? false : isLive ? 5_000 : 1_500),
  });
  const store = useRunOutput(runId, query.data);
  const [act, setAct] = useState<RunAct | null>(null);
  const [pointedAt, setPointedAt] = useState<{ stepRunId: string; times: number } | null>(null);
  const run = query.data;

  if (!run) {
    return (
      <section className="run-pane pane-run content-start" aria-label="Run">
        {query.isError ? (
          <Failed what="run" error={query.error} onRetry={query.refetch} />
        ) : (
          <Skeleton rows={5} className="late p-4" />
        )}
      </section>
    );
  }
  return (
    <section className="run-pane pane-run" aria-label="Run" data-status={run.status}>
      <RunHeader run={run} onAct={setAct} />
      <div>
        <RunNotice run={run} onAct={setAct} />
      </div>
      <div className="run-body">
        <StepRail
          run={run}
          onPoint={(stepRunId) => setPointedAt((was) => ({ stepRunId, times: (was?.times ?? 0) + 1 }))}
        />
        <RunConsole run={run} store={store} pointedAt={pointedAt} />
      </div>
      <StabilityStrip run={run} />
      <RunBar run={run} onAct={setAct} />
      {act ? <RunDialogs run={run} act={act} onClose={() => setAct(null)} /> : null}
    </section>
  );
}
