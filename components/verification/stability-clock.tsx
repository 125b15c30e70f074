"use client";
import { useQuery } from "@tanstack/react-query";
import { duration } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import { useNow } from "#lib/client/use-now.ts";
import type { RunView } from "#lib/contract/run.ts";

/** How long it has been stable, of the window. The clock begins anew with every verification, and with every limit that is crossed in it. */
export function StabilityClock({ run }: { run: RunView }) {
  const now = useNow();
  const window = run.steps.find((step) => step.kind === "watch");
  const { data: watches = [] } = useQuery({ ...queries.watches(run.id), enabled: Boolean(window?.startedAt) });
  if (!window || window.watchMs === null) return null;
  const { watchMs, startedAt, endedAt, status } = window;
  if (!startedAt) return <p className="clock">Then stable for {duration(watchMs)}.</p>;
  const until = endedAt ? Date.parse(endedAt) : now;
  const again = watches.find((w) => w.stepRunId === window.stepRunId && w.restarts > 0);
  const since = again ? Date.parse(again.at) - again.stableSeconds * 1000 : Date.parse(startedAt);
  const stableMs = Math.min(watchMs, Math.max(0, until - since));
  const isOver = status !== "running";
  return (
    <div className="clock">
      <span>
        {!isOver ? "Stable" : status === "proven" ? "Was stable" : "Watched, not proven stable,"} for{" "}
        <b>{duration(status === "proven" ? watchMs : stableMs)}</b> of {duration(watchMs)}
      </span>
      <span className={`timebar ${isOver ? "" : "run"} ${status === "failed" ? "over" : ""}`} aria-hidden>
        <i style={{ width: `${((100 * (status === "proven" ? watchMs : stableMs)) / watchMs).toFixed(1)}%` }} />
      </span>
    </div>
  );
}
