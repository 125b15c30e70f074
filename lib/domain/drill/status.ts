import { z } from "zod";
import { type DrillFacts, injectionOf, rehearsedOf, restoredBy } from "./facts.ts";

export const DrillStatus = z.enum([
  "planned",
  "overdue",
  "preparing",
  "running",
  "verifying",
  "reviewing",
  "done",
  "cancelled",
]);
export type DrillStatus = z.infer<typeof DrillStatus>;

/** A planned drill is overdue once the time that was kept free for it has passed without a start. */
export const overdueAt = ({ scheduledAt, durationMs }: Pick<DrillFacts, "scheduledAt" | "durationMs">): Date =>
  new Date(scheduledAt.getTime() + durationMs);

/** How far a drill is. Follows from the record and is never written down, so that it cannot disagree with it. Pure. */
export function drillStatus(facts: DrillFacts, now: Date): DrillStatus {
  if (facts.cancelledAt) return "cancelled";
  if (facts.endedAt) return "done";
  if (!facts.startedAt) return now > overdueAt(facts) ? "overdue" : "planned";
  if (facts.reviewingAt) return "reviewing";
  if (!injectionOf(facts)) return "preparing";
  const rehearsed = rehearsedOf(facts);
  if (restoredBy(facts) || rehearsed?.status === "unproven") return "verifying";
  return "running";
}

export type DrillVerb = "reschedule" | "start" | "inject" | "detect" | "reset" | "review" | "finish" | "cancel";

const VERBS: Record<DrillStatus, readonly DrillVerb[]> = {
  planned: ["start", "reschedule", "cancel"],
  overdue: ["start", "reschedule", "cancel"],
  preparing: ["inject", "cancel"],
  running: ["inject", "detect", "reset", "review", "cancel"],
  verifying: ["inject", "detect", "reset", "review", "cancel"],
  reviewing: ["reset", "finish", "cancel"],
  done: [],
  cancelled: [],
};

/** What can be done with the drill now. Notes, ticks and presence are possible until it has ended. */
export function drillVerbs(facts: DrillFacts, now: Date): DrillVerb[] {
  const injection = injectionOf(facts);
  const rests = injection !== null && !["queued", "running", "waiting", "interrupted"].includes(injection.status);
  return VERBS[drillStatus(facts, now)].filter((verb) => {
    // One failure at a time: the same is injected again only when it did not come about.
    if (verb === "inject") return injection === null || (rests && injection.status !== "succeeded");
    if (verb === "reset") return rests;
    if (verb === "detect") return facts.detectedAt === null && injection?.endedAt != null;
    return true;
  });
}
