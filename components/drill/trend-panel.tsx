"use client";
import { useQuery } from "@tanstack/react-query";
import { TrendingDown } from "lucide-react";
import Link from "next/link";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { drillQueries } from "#lib/client/drill-queries.ts";
import { duration } from "#lib/client/format.ts";
import type { DrillTrend } from "#lib/contract/drill.ts";

/** Do we get faster? Per procedure the times of its drills, as numbers and as a line against the target. */
export function TrendPanel() {
  return (
    <section className="panel overflow-hidden" aria-label="Trend">
      <div className="panel-head">
        <h2>Trend</h2>
        <span className="text-12 text-ink-3">filled is under the target time</span>
      </div>
      <PanelState query={useQuery(drillQueries.trends())} what="trends" skeleton={<Skeleton rows={3} />}>
        {(trends) =>
          trends.length === 0 ? (
            <Empty icon={<TrendingDown size={16} aria-hidden />} title="No times yet">
              They come with the first drill that is finished.
            </Empty>
          ) : (
            <ul>
              {trends.map((trend) => (
                <Trend key={`${trend.playbook} ${trend.procedure}`} trend={trend} />
              ))}
            </ul>
          )
        }
      </PanelState>
    </section>
  );
}

const WIDTH = 220;
const HEIGHT = 48;

function Trend({ trend }: { trend: DrillTrend }) {
  const shown = trend.drills.slice(-8);
  const highest = Math.max(trend.targetMs, ...shown.map((d) => d.procedureMs ?? 0)) * 1.1;
  const x = (i: number) => (shown.length === 1 ? WIDTH / 2 : 8 + (i * (WIDTH - 16)) / (shown.length - 1));
  const y = (ms: number) => HEIGHT - 4 - (ms / highest) * (HEIGHT - 10);
  const points = shown.flatMap((d, i) => (d.procedureMs === null ? [] : [{ ...d, at: x(i), ms: d.procedureMs }]));
  return (
    <li className="trend">
      <div>
        <b className="font-semibold">{trend.title}</b>
        <span className="block text-12 text-ink-3">
          {trend.playbook}, target {duration(trend.targetMs)}
        </span>
      </div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden>
        <line className="goal" x1="0" x2={WIDTH} y1={y(trend.targetMs)} y2={y(trend.targetMs)} />
        <polyline className="line" points={points.map((p) => `${p.at},${y(p.ms)}`).join(" ")} />
        {points.map((p) => (
          <circle key={p.number} className={p.ms > trend.targetMs ? "late" : "met"} cx={p.at} cy={y(p.ms)} r="4" />
        ))}
      </svg>
      <ol className="times">
        {shown.map((d) => (
          <li key={d.number}>
            <Link className="hover:underline" href={`/drills/${d.number}`}>
              <span className="text-ink-3">DRILL-{d.number}</span>{" "}
              {d.procedureMs === null ? (
                "not proven"
              ) : (
                <span className={d.procedureMs > trend.targetMs ? "text-warn" : ""}>
                  {duration(d.procedureMs)}
                  {d.procedureMs > trend.targetMs ? ", late" : ""}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ol>
    </li>
  );
}
