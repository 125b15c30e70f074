import { z } from "zod";
import { Duration, Slug } from "./primitives.ts";

/** What the record of a drill can prove by itself (lib/domain/drill/checklist.ts). */
export const DrillRecord = z.enum([
  "participants",
  "scenario",
  "injected",
  "rollback-started",
  "rollback-proven",
  "time-target",
  "restored",
  "lessons",
  "improvements",
]);
export type DrillRecord = z.infer<typeof DrillRecord>;

/** Ticked by the record where it can prove it, else by a person. */
export const DrillItem = z.strictObject({ id: Slug, title: z.string(), record: DrillRecord.optional() });
export type DrillItem = z.infer<typeof DrillItem>;

/** The phases of a drill in their order, each from the end of the one before. */
export const DRILL_PHASES = ["inject", "detect", "assess", "declare", "decide", "rollback", "verify"] as const;
export const DrillPhase = z.enum(DRILL_PHASES);
export type DrillPhase = z.infer<typeof DrillPhase>;
/** As people read them, on the page and in the report. */
export const PHASE_TITLES: Record<DrillPhase, string> = {
  inject: "Inject the failure",
  detect: "Detect",
  assess: "Assess",
  declare: "Declare",
  decide: "Decide",
  rollback: "Roll back",
  verify: "Verify",
};

/** How a team rehearses its rollbacks: the `drills:` block of a playbook. */
export const DrillPlan = z.strictObject({
  /** An RRULE of RFC 5545 without its start, which is the first date that somebody plans. */
  every: z
    .string()
    .regex(/^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*$/, "an RRULE such as FREQ=MONTHLY;INTERVAL=3"),
  /** The whole drill, from its start to its end. */
  duration: Duration,
  /** Who takes part, in words. */
  participants: z.string(),
  /** Target time of each phase. The rolled back procedure's own target time is judged beside them. */
  phases: z.record(DrillPhase, Duration),
  steps: z.array(DrillItem).min(1),
  checklist: z.array(DrillItem).min(1),
});
export type DrillPlan = z.infer<typeof DrillPlan>;
