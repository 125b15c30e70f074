import { ArrowUp, Check } from "lucide-react";
import { Sparkline } from "#components/common/sparkline.tsx";
import { capital } from "#components/incident/room-context.tsx";
import { count, duration } from "#lib/client/format.ts";
import type { WatchSeriesView } from "#lib/contract/watch.ts";
import { trendOf } from "#lib/domain/watch/trend.ts";

/** One thing that is watched: its value against its limit and since when, in words; the picture beside it says nothing more. */
export function WatchChart({ series }: { series: WatchSeriesView }) {
  const { name, unit, limit, points } = series;
  const trend = trendOf(points, limit);
  if (!trend) return null;
  const shown = (value: number) => `${count(value)}${unit === "" ? "" : ` ${unit}`}`;
  return (
    <li className="watch-chart" data-over={trend.over || undefined}>
      <p>
        <span>{capital(name.replaceAll("-", " "))}</span> <b>{shown(trend.value)}</b>
      </p>
      <Sparkline
        series={points.map(([seconds, value]) => [seconds * 1000, value])}
        limit={limit}
        width={126}
        height={26}
      />
      <p className="limit">
        {limit === null ? (
          "no limit"
        ) : (
          <>
            {trend.over ? <ArrowUp size={11} aria-hidden /> : <Check size={11} aria-hidden />}
            {trend.over ? "over" : "within"} the limit of {shown(limit)} for {duration(trend.forSeconds * 1000)}
          </>
        )}
      </p>
    </li>
  );
}
