"use client";
import { duration } from "#lib/client/format.ts";
import { useNow } from "#lib/client/use-now.ts";
import type { RunView } from "#lib/contract/run.ts";

/** How long it has been stable, of the window. The clock begins anew with every verification. */
export function StabilityClock({ run }: { run: RunView }) {
  const now = useNow();
  const window = run.steps.find((step) => step.kind === "watch");
  if (!window || window.watchMs === null) return null;
  const { watchMs, startedAt, endedAt, status } = window;
  if (!startedAt) return <p className="clock">Then stable for {duration(watchMs)}.</p>;
  const stableMs = Math.min(watchMs, Math.max(0, (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt)));
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
