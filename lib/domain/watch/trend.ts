export type Point = readonly [seconds: number, value: number];
/** `over`: the newest value is above its limit. `forSeconds`: for how long it has been on this side of it, as far as the points go back. */
export type Trend = { value: number; over: boolean; forSeconds: number };

/** Where the newest value stands, and since when. A value without a limit is never over. Points in order of time. Pure. */
export function trendOf(points: readonly Point[], limit: number | null): Trend | null {
  const last = points.at(-1);
  if (!last) return null;
  const isOver = (value: number) => limit !== null && value > limit;
  const over = isOver(last[1]);
  const change = points.findLastIndex(([, value]) => isOver(value) !== over);
  const since = points[change + 1] ?? last;
  return { value: last[1], over, forSeconds: last[0] - since[0] };
}
