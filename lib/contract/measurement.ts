import { z } from "zod";
import { MAX_QUERY_CHARACTERS } from "#lib/domain/measure/promql.ts";
import { Time } from "./common.ts";

/** `[ms since 1970, value]`, oldest first. */
export const Series = z.array(z.tuple([z.number(), z.number()]));
const SignalValue = z.union([z.number(), z.boolean()]);

/** Where a target's metrics are: the address of a Prometheus, and what is asked for each signal. */
export const SaveMetricsSource = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: "an http:// or https:// address" })
    .max(500)
    .refine((text) => {
      const { username, password, search, hash } = new URL(text);
      return username === "" && password === "" && search === "" && hash === "";
    }, "without user, password, ? and #"),
  /** Sealed to the engine at once; never shown again. Omitted keeps the one there is, for the same scheme, host and port only; null removes it. */
  token: z
    .string()
    .min(1)
    .max(8192)
    .regex(/^[\x21-\x7e]+$/, "visible ASCII characters")
    .nullable()
    .optional(),
  /** Signal → PromQL, instead of the playbook's. */
  queries: z.record(z.string(), z.string().max(MAX_QUERY_CHARACTERS)).default({}),
});
export type SaveMetricsSource = z.infer<typeof SaveMetricsSource>;

export const MetricsSourceView = z.object({
  /** Null: the target has none. */
  url: z.string().nullable(),
  token: z.literal("set").nullable(),
  /** Every signal of the playbook: its default, and the target's own query. */
  queries: z.array(
    z.object({
      signal: z.string(),
      title: z.string(),
      default: z.string().nullable(),
      own: z.string().nullable(),
    }),
  ),
});
export type MetricsSourceView = z.infer<typeof MetricsSourceView>;

/** What was last heard of one signal. `value` null: not known, for the reason in `problem`; `last` is what was known before and is not judged. */
export const ReadingView = z.object({
  id: z.string(),
  signal: z.string(),
  askedAt: Time,
  value: SignalValue.nullable(),
  measuredAt: Time.nullable(),
  problem: z.string().nullable(),
  last: z.object({ value: SignalValue, measuredAt: Time }).nullable(),
  promql: z.string(),
  /** Of the last 30 minutes. */
  series: Series,
  /** SHA-256 of query, value and series in canonical JSON. */
  sha256: z.string(),
});
export type ReadingView = z.infer<typeof ReadingView>;

export const MeasurementsView = z.object({
  /** False: the target has no source of metrics, so nothing will be measured. */
  hasSource: z.boolean(),
  readings: z.array(ReadingView),
});
export type MeasurementsView = z.infer<typeof MeasurementsView>;
