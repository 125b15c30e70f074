import type { Sample } from "#lib/domain/measure/reading.ts";

export type MetricsQuestion = {
  /** Base address of the Prometheus, such as `https://prometheus.example/prometheus`. */
  url: string;
  /** Sent as bearer token, to this address only. */
  token: string | null;
  promql: string;
  /** Evaluated at this time; the series goes back from here. */
  atMs: number;
};

/** `unknown`: nothing can be said of the value, and `reason` says why on one line. A number may still be NaN or infinite. */
export type MetricsAnswer =
  | { kind: "value"; value: number; measuredAtMs: number; series: Sample[] }
  | { kind: "unknown"; reason: string };

/** Asks a source of metrics for the present value of one query and its last 30 minutes. Never rejects but when `over` fires. */
export interface MetricsReader {
  read(question: MetricsQuestion, over: AbortSignal): Promise<MetricsAnswer>;
}
