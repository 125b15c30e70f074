import { z } from "zod";
import { Time } from "./common.ts";

/** What one probe measured in a watch, pass by pass. */
export const WatchSeriesView = z.object({
  name: z.string(),
  unit: z.string(),
  limit: z.number().nullable(),
  /** `[seconds since the watch began, value]`, oldest first. */
  points: z.array(z.tuple([z.number(), z.number()])),
});
export type WatchSeriesView = z.infer<typeof WatchSeriesView>;

/** One watch on one target as far as its last pass. */
export const WatchView = z.object({
  stepRunId: z.string(),
  target: z.string(),
  at: Time,
  stableSeconds: z.number().int(),
  windowSeconds: z.number().int(),
  /** How often a crossed limit has started the clock again, and what was crossed last, when. */
  restarts: z.number().int(),
  crossed: z.object({ at: Time, text: z.string() }).nullable(),
  totalSeconds: z.number().int(),
  atMostSeconds: z.number().int(),
  series: z.array(WatchSeriesView),
});
export type WatchView = z.infer<typeof WatchView>;
