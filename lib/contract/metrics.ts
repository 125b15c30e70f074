import { z } from "zod";
import { Time } from "./common.ts";

const Spread = z.object({ count: z.number().int(), p50: z.number().nullable(), p90: z.number().nullable() });

/** Times in ms; what they count from and to is said in lib/domain/incident/response-times.ts. */
export const IncidentMetrics = z.object({
  from: Time,
  to: Time,
  incidents: z.array(
    z.object({
      playbook: z.string(),
      severity: z.enum(["critical", "major", "minor", "all"]),
      count: z.number().int(),
      /** How many of them have a start of the harm in their record. */
      startKnown: z.number().int(),
      detectMs: Spread,
      declareMs: Spread,
      mitigateMs: Spread,
      recoverMs: Spread,
    }),
  ),
  procedures: z.array(
    z.object({
      playbook: z.string(),
      procedure: z.string(),
      title: z.string(),
      mode: z.enum(["live", "drill"]),
      runs: z.number().int(),
      proven: z.number().int(),
      targetTimeMs: z.number(),
      /** Of proven runs, from start to proof. */
      tookMs: Spread,
      /** Proven runs that kept the target time. */
      inTime: z.number().int(),
    }),
  ),
});
export type IncidentMetrics = z.infer<typeof IncidentMetrics>;
