import type { Sample } from "#lib/domain/measure/reading.ts";

type Props = {
  series: readonly Sample[];
  /** Drawn as a line across, when there is one. */
  limit?: number | null;
  width?: number;
  height?: number;
};

/** A picture of a series for those who see it; whoever draws it says the same in words beside it. */
export function Sparkline({ series, limit = null, width = 96, height = 22 }: Props) {
  const first = series[0];
  const last = series.at(-1);
  if (!first || !last || series.length < 2)
    return <svg className="sparkline" width={width} height={height} aria-hidden />;
  const values = [...series.map(([, value]) => value), ...(limit === null ? [] : [limit])];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (at: number) => 1 + ((at - first[0]) / Math.max(1, last[0] - first[0])) * (width - 4);
  const y = (value: number) => height - 2 - ((value - low) / (high - low || 1)) * (height - 4);
  const line = series.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  return (
    <svg className="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
      {limit === null ? null : <line className="limit" x1={0} x2={width} y1={y(limit)} y2={y(limit)} />}
      <polyline points={line} />
      <circle cx={x(last[0])} cy={y(last[1])} r={2} />
    </svg>
  );
}
