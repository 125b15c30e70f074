"use client";
import { useQuery } from "@tanstack/react-query";
import { Target } from "lucide-react";
import Link from "next/link";
import { Failed, Skeleton } from "#components/common/panel-state.tsx";
import { At } from "#components/common/time.tsx";
import { TopBar } from "#components/shell/top-bar.tsx";
import { drillQueries } from "#lib/client/drill-queries.ts";
import { duration, plural } from "#lib/client/format.ts";
import { useLiveKind } from "#lib/client/use-liveness.ts";
import type { DrillView } from "#lib/contract/drill.ts";
import { ActionList } from "./actions-panel.tsx";
import { DrillPill } from "./drill-status.tsx";
import { DrillVerbs } from "./drill-verbs.tsx";
import { ItemList } from "./item-list.tsx";
import { LessonsPanel } from "./lessons-panel.tsx";
import { NewAction } from "./new-action.tsx";
import { ParticipantsPanel } from "./participants-panel.tsx";
import { PastDrills } from "./past-drills.tsx";
import { StopwatchPanel } from "./stopwatch-panel.tsx";

export function DrillPage({ number }: { number: number }) {
  const isLive = useLiveKind() === "live";
  const query = useQuery({ ...drillQueries.detail(number), refetchInterval: isLive ? 10_000 : 2_500 });
  return (
    <>
      <TopBar
        title={
          <>
            <Link className="text-ink-3 hover:underline" href="/drills">
              Drills
            </Link>
            <span className="text-ink-3">/</span> DRILL-{number}
          </>
        }
      >
        {query.data ? <DrillPill status={query.data.status} /> : null}
        <span className="drill-badge only-wide">
          <Target size={13} aria-hidden strokeWidth={2.2} /> Drill. Nothing leaves the house
        </span>
      </TopBar>
      <div className="page">
        <div className="page-inner">
          {query.data ? (
            <Body drill={query.data} />
          ) : query.isError ? (
            <Failed what={`drill DRILL-${number}`} error={query.error} onRetry={query.refetch} />
          ) : (
            <Skeleton rows={8} />
          )}
        </div>
      </div>
    </>
  );
}

function Body({ drill }: { drill: DrillView }) {
  return (
    <>
      <div className="hero">
        <div className="min-w-0 flex-1">
          <h2>{drill.title}</h2>
          <p>{drill.goal}</p>
        </div>
      </div>
      <DrillVerbs drill={drill} />
      <div className="drill-cols">
        <div className="grid gap-3.5 content-start">
          <PlanPanel drill={drill} />
          <ParticipantsPanel drill={drill} />
        </div>
        <div className="grid gap-3.5 content-start">
          <StopwatchPanel drill={drill} />
          <div className="drill-lists">
            <ItemList drill={drill} list="steps" title="Steps" />
            <ItemList drill={drill} list="checklist" title="Checklist" />
          </div>
          <LessonsPanel drill={drill} />
        </div>
        <div className="grid gap-3.5 content-start">
          <section className="panel overflow-hidden" aria-label="Improvements">
            <div className="panel-head">
              <h2>Improvements</h2>
              <span className="text-12 text-ink-3">{plural(drill.openActions, "open one", "open")}</span>
            </div>
            {drill.carried.length > 0 ? (
              <>
                <p className="px-3.5 pt-2 text-12 text-ink-2">Open from earlier drills:</p>
                <ActionList actions={drill.carried} isSourceShown />
              </>
            ) : null}
            <ActionList actions={drill.actions} />
            <NewAction number={drill.number} />
          </section>
          <PastDrills drill={drill} />
          <ReportPanel drill={drill} />
        </div>
      </div>
    </>
  );
}

function PlanPanel({ drill }: { drill: DrillView }) {
  return (
    <section className="panel" aria-label="Plan">
      <div className="panel-head">
        <h2>Plan</h2>
      </div>
      <dl className="kv p-3.5">
        <dt>Planned for</dt>
        <dd>
          <At at={drill.scheduledAt} />, {duration(drill.durationMs)}
        </dd>
        <dt>Repeats</dt>
        <dd>{drill.repeats ? `${drill.repeats}, in ${drill.timeZone}` : "once"}</dd>
        <dt>Target</dt>
        <dd>{drill.targets.join(", ")} only</dd>
        <dt>Procedure</dt>
        <dd>{drill.procedure.title}</dd>
        <dt>Scenario</dt>
        <dd>
          {drill.scenario.title}. <span className="text-ink-2">{drill.scenarioSummary}</span>
        </dd>
        {drill.version ? (
          <>
            <dt>Version</dt>
            <dd className="mono">{drill.version}</dd>
          </>
        ) : null}
        {drill.reproduces ? (
          <>
            <dt>Reproduces</dt>
            <dd>
              <Link className="link" href={`/incidents/${drill.reproduces}`}>
                INC-{drill.reproduces}
              </Link>
            </dd>
          </>
        ) : null}
        <dt>Playbook</dt>
        <dd>
          {drill.playbook} <span className="mono text-ink-3">{drill.playbookHash.slice(0, 8)}</span>
        </dd>
        <dt>Owner</dt>
        <dd>{drill.owner}</dd>
        {drill.cancelReason ? (
          <>
            <dt>Cancelled</dt>
            <dd>{drill.cancelReason}</dd>
          </>
        ) : null}
      </dl>
    </section>
  );
}

function ReportPanel({ drill }: { drill: DrillView }) {
  if (drill.startedAt === null) return null;
  const href = (format: string) => `/api/v1/drills/${drill.number}/report?format=${format}`;
  return (
    <section className="panel" aria-label="Report">
      <div className="panel-head">
        <h2>Report</h2>
        <span className="text-12 text-ink-3">{drill.reportSha256 ? "sealed" : "a draft until the drill is over"}</span>
      </div>
      <div className="grid gap-2 p-3.5">
        <div className="flex flex-wrap gap-1.5">
          <a className="btn sm" href={href("markdown")} download>
            Markdown
          </a>
          <a className="btn sm" href={href("html")} download>
            HTML
          </a>
          <a className="btn sm" href={href("json")} download>
            JSON
          </a>
        </div>
        {drill.reportSha256 ? <p className="mono break-all text-11 text-ink-3">sha256 {drill.reportSha256}</p> : null}
      </div>
    </section>
  );
}
