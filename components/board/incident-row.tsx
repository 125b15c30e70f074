"use client";
import { ChevronRight, LoaderCircle } from "lucide-react";
import Link from "next/link";
import { Deadline } from "#components/common/deadline.tsx";
import { DrillBadge } from "#components/common/drill-badge.tsx";
import { SeverityBadge } from "#components/common/severity-badge.tsx";
import { At, Elapsed } from "#components/common/time.tsx";
import { RunPill } from "#components/run/run-status.tsx";
import { isActive } from "#lib/client/run-active.ts";
import type { IncidentSummary } from "#lib/contract/incident.ts";
import type { RunSummary } from "#lib/contract/run.ts";
import { RunSegments } from "./run-segments.tsx";

/** One active incident on the board: its clock, what runs, what is due. */
export function IncidentRow({ incident }: { incident: IncidentSummary }) {
  const run = incident.currentRun;
  return (
    <Link className={`incident ${incident.severity}`} href={`/incidents/${incident.number}`} data-row>
      <div className="clock-cell">
        <div className="since">
          <Elapsed since={incident.declaredAt} until={incident.resolvedAt} />
        </div>
        <div className="caption">since declared</div>
      </div>
      <div className="min-w-0">
        <div className="mb-1 flex items-center gap-2">
          {incident.drill === null ? null : <DrillBadge number={incident.drill} />}
          <SeverityBadge severity={incident.severity} />
          <span className="whitespace-nowrap text-ink-3">INC-{incident.number}</span>
          <span className="title">{incident.title}</span>
        </div>
        <div className="flex flex-wrap gap-x-3 text-12 text-ink-2">
          <span>{incident.targets.join(", ")}</span>
          <span className="text-ink-3">{incident.playbook}</span>
        </div>
      </div>
      <div className="run-cell">
        {run ? <CurrentRun run={run} /> : <span className="text-12 text-ink-3">No rollback started</span>}
      </div>
      <div className="by text-12">
        <div className="caption">Declared by</div>
        {incident.declaredBy}
      </div>
      <div className="due-cell text-12">
        <div className="caption">Roll back by</div>
        {run ? (
          <span className="text-ink-2">
            {run.startedAt ? (
              <>
                started <At at={run.startedAt} />
              </>
            ) : (
              "started"
            )}
          </span>
        ) : incident.deadlineAt ? (
          <Deadline at={incident.deadlineAt} from={incident.declaredAt} />
        ) : (
          <span className="text-ink-3">no deadline</span>
        )}
      </div>
      <ChevronRight size={16} aria-hidden className="go text-ink-3" />
    </Link>
  );
}

function CurrentRun({ run }: { run: RunSummary }) {
  return (
    <>
      <div className="mb-1.5 flex items-center justify-between gap-2 text-12">
        {isActive(run.status) ? (
          <span className="flex min-w-0 items-center gap-1 font-semibold text-accent">
            <LoaderCircle size={12} className="spin flex-none" aria-hidden />
            <span className="truncate">
              {run.title}, step {Math.min(run.stepsDone + 1, run.stepsTotal)} of {run.stepsTotal}
            </span>
          </span>
        ) : (
          <span className="flex min-w-0 items-center gap-1.5">
            <span className="truncate font-semibold">{run.title}</span> <RunPill status={run.status} />
          </span>
        )}
      </div>
      <RunSegments run={run} />
    </>
  );
}
