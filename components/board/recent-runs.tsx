"use client";
import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import Link from "next/link";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { RunPill } from "#components/run/run-status.tsx";
import { day, duration } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import { useNow } from "#lib/client/use-now.ts";
import type { RunSummary } from "#lib/contract/run.ts";

const SHOWN = 8;

/** How long rollbacks really took, against what they promised. */
export function RecentRuns() {
  const runs = useQuery({ ...queries.recentRuns(SHOWN), refetchInterval: 15_000 });
  return (
    <section className="panel overflow-hidden" aria-label="Recent rollbacks">
      <div className="panel-head">
        <h2>Recent rollbacks</h2>
        <span className="text-12 text-ink-3">the mark is the target time</span>
      </div>
      <PanelState query={runs} what="recent rollbacks" skeleton={<Skeleton rows={4} />}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={<History size={16} aria-hidden />} title="No rollback was run yet">
              Rehearse one on a drill target before it is needed.
            </Empty>
          ) : (
            <table className="table">
              <thead>
                <tr>
                  <th>When, UTC</th>
                  <th>What</th>
                  <th className="w-[26%]">Time</th>
                  <th>Result</th>
                </tr>
              </thead>
              <tbody>
                {items.map((run) => (
                  <RunRow key={run.id} run={run} />
                ))}
              </tbody>
            </table>
          )
        }
      </PanelState>
    </section>
  );
}

function RunRow({ run }: { run: RunSummary }) {
  const now = useNow();
  const tookMs = run.startedAt ? (run.endedAt ? Date.parse(run.endedAt) : now) - Date.parse(run.startedAt) : null;
  return (
    <tr>
      <td className="whitespace-nowrap text-ink-2">{now === 0 ? "" : day(run.createdAt, now)}</td>
      <td>
        <Link className="hover:underline" href={`/incidents/${run.incident}?run=${run.id}`}>
          <b className="font-semibold">{run.title}</b>{" "}
          <span className="text-ink-3">
            INC-{run.incident}, {run.targets.join(", ")}
          </span>
        </Link>
      </td>
      <td>
        {tookMs === null ? (
          <span className="text-ink-3">not started</span>
        ) : (
          <TimeAgainstTarget tookMs={tookMs} targetMs={run.targetTimeMs} />
        )}
      </td>
      <td>
        <RunPill status={run.status} />
      </td>
    </tr>
  );
}

function TimeAgainstTarget({ tookMs, targetMs }: { tookMs: number; targetMs: number }) {
  const whole = Math.max(tookMs, targetMs) * 1.05;
  const isOver = tookMs > targetMs;
  return (
    <span className="block">
      <span className={`timebar mb-1 ${isOver ? "over" : ""}`} aria-hidden>
        <i style={{ width: `${((100 * tookMs) / whole).toFixed(1)}%` }} />
        <u style={{ left: `${((100 * targetMs) / whole).toFixed(1)}%` }} />
      </span>
      <span className="whitespace-nowrap text-11 text-ink-3">
        <b className="font-semibold text-ink-1">{duration(tookMs)}</b> of {duration(targetMs)}
        {isOver ? <span className="text-warn"> late</span> : null}
      </span>
    </span>
  );
}
