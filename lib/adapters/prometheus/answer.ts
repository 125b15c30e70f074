import { z } from "zod";
import type { Sample } from "#lib/domain/measure/reading.ts";

/** Answers of Prometheus' HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/), as far as one value needs them. */
const Point = z.tuple([z.number(), z.string()]);
const Instant = z.union([
  z.object({ resultType: z.literal("vector"), result: z.array(z.object({ value: Point })) }),
  z.object({ resultType: z.literal("scalar"), result: Point }),
]);
const Matrix = z.object({ resultType: z.literal("matrix"), result: z.array(z.object({ values: z.array(Point) })) });
const Envelope = z.union([
  z.object({ status: z.literal("success"), data: z.unknown() }),
  z.object({ status: z.literal("error"), errorType: z.string().default("error"), error: z.string().default("") }),
]);

type Unknown = { kind: "unknown"; reason: string };
const unknown = (reason: string): Unknown => ({ kind: "unknown", reason });
const notOne = (series: number): Unknown =>
  unknown(
    series === 0
      ? "the query has no series: nothing is measured under that name"
      : `the query has ${series} series where one is expected: aggregate it, for example with sum or max`,
  );

/** The one value of an instant query. `NaN` and `±Inf` are numbers here. Pure. */
export function instantOf(body: string): { kind: "value"; value: number; atMs: number } | Unknown {
  const data = dataOf(body);
  if (data.kind === "unknown") return data;
  const parsed = Instant.safeParse(data.data);
  if (!parsed.success) return unknown("the answer is no vector and no scalar");
  const points = parsed.data.resultType === "scalar" ? [parsed.data.result] : parsed.data.result.map((r) => r.value);
  const [point] = points;
  if (!point || points.length > 1) return notOne(points.length);
  const value = numberOf(point[1]);
  return value === null
    ? unknown("the value in the answer cannot be read")
    : { kind: "value", value, atMs: point[0] * 1000 };
}

/** The one series of a range query, without what is no finite number. An empty one is empty. Pure. */
export function seriesOf(body: string): { kind: "series"; series: Sample[] } | Unknown {
  const data = dataOf(body);
  if (data.kind === "unknown") return data;
  const parsed = Matrix.safeParse(data.data);
  if (!parsed.success) return unknown("the history in the answer is no matrix");
  const { result } = parsed.data;
  if (result.length > 1) return notOne(result.length);
  const series = (result[0]?.values ?? []).flatMap(([at, text]): Sample[] => {
    const value = numberOf(text);
    return value === null || !Number.isFinite(value) ? [] : [[Math.round(at * 1000), value]];
  });
  return { kind: "series", series };
}

function dataOf(body: string): { kind: "data"; data: unknown } | Unknown {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return unknown("the answer is no JSON: is this the address of a Prometheus?");
  }
  const envelope = Envelope.safeParse(json);
  if (!envelope.success) return unknown("the answer is not one of Prometheus");
  if (envelope.data.status === "error")
    return unknown(`Prometheus says: ${envelope.data.errorType}: ${envelope.data.error}`);
  return { kind: "data", data: envelope.data.data };
}

/** Prometheus writes numbers as text, `+Inf`, `-Inf` and `NaN` among them. */
function numberOf(text: string): number | null {
  if (text === "NaN") return Number.NaN;
  if (text === "+Inf" || text === "Inf") return Number.POSITIVE_INFINITY;
  if (text === "-Inf") return Number.NEGATIVE_INFINITY;
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? null : value;
}
