import { HISTORY_MS, type Sample, STEP_MS } from "#lib/domain/measure/reading.ts";
import type { MetricsAnswer, MetricsQuestion, MetricsReader } from "#lib/ports/metrics-reader.ts";
import { kept } from "../notify/limits.ts";
import { instantOf, seriesOf } from "./answer.ts";
import { GET_LIMITS, type GetLimits, get, saidInstead } from "./get.ts";

/** Reads from the HTTP API of a Prometheus, or of what speaks like one (Thanos, Mimir, VictoriaMetrics). */
export function prometheusReader(limits: GetLimits = GET_LIMITS): MetricsReader {
  async function ask(
    { url, token }: MetricsQuestion,
    path: string,
    query: Record<string, string>,
    over: AbortSignal,
  ): Promise<{ kind: "body"; body: string } | { kind: "unknown"; reason: string }> {
    const address = new URL(`${url.replace(/\/+$/, "")}/api/v1/${path}?${new URLSearchParams(query)}`);
    const got = await get(address, token, over, limits);
    if (got.kind === "none") return { kind: "unknown", reason: got.reason };
    // Errors of the query come as JSON with a status of their own: 400, 422, 503.
    const isOwn = got.status === 200 || /^\s*\{\s*"status"\s*:\s*"error"/.test(got.body);
    return isOwn ? { kind: "body", body: got.body } : { kind: "unknown", reason: saidInstead(got.status, got.body) };
  }

  async function read(question: MetricsQuestion, over: AbortSignal): Promise<MetricsAnswer> {
    const { promql, atMs } = question;
    const seconds = (ms: number) => String(ms / 1000);
    const timeout = `${limits.timeoutMs}ms`;
    const [now, range] = await Promise.all([
      ask(question, "query", { query: promql, time: seconds(atMs), timeout }, over),
      ask(
        question,
        "query_range",
        { query: promql, start: seconds(atMs - HISTORY_MS), end: seconds(atMs), step: seconds(STEP_MS), timeout },
        over,
      ),
    ]);
    over.throwIfAborted();
    if (now.kind === "unknown") return now;
    const instant = instantOf(now.body);
    if (instant.kind === "unknown") return { kind: "unknown", reason: kept(instant.reason) };
    if (range.kind === "unknown") return { kind: "unknown", reason: `its history could not be read: ${range.reason}` };
    const history = seriesOf(range.body);
    if (history.kind === "unknown")
      return { kind: "unknown", reason: kept(`its history could not be read: ${history.reason}`) };
    const measuredAtMs = Math.round(instant.atMs);
    return {
      kind: "value",
      value: instant.value,
      measuredAtMs,
      series: ending(history.series, measuredAtMs, instant.value),
    };
  }
  return { read };
}

/** The series up to the value itself, so that what is judged is also what is drawn. */
function ending(series: readonly Sample[], atMs: number, value: number): Sample[] {
  const before = series.filter(([at]) => at < atMs);
  return Number.isFinite(value) ? [...before, [atMs, value]] : before;
}
