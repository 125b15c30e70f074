import type { DrillFacts } from "#lib/domain/drill/facts.ts";
import { type DrillVerb, drillStatus, drillVerbs } from "#lib/domain/drill/status.ts";
import { AppError } from "#lib/domain/error/app-error.ts";

const INSTEAD: Record<DrillVerb, string> = {
  reschedule: "Only a drill that was not started can be moved.",
  start: "It can be started once, while it is planned.",
  inject: "A failure is injected once, after the start and before the review.",
  detect: "A detection is noted once, after the failure is there.",
  reset: "Only an injection that has come to rest can be put back.",
  review: "The review begins after the failure was injected.",
  finish: "A drill is finished from its review.",
  cancel: "A drill that is over stays as it is.",
};

/** Throws AppError "not-possible-now", with what is possible instead. */
export function requireVerb(facts: DrillFacts, verb: DrillVerb, number: number, now: Date): void {
  if (drillVerbs(facts, now).includes(verb)) return;
  throw new AppError(
    "not-possible-now",
    `DRILL-${number} is ${drillStatus(facts, now)}. Nothing was changed. ${INSTEAD[verb]}`,
  );
}
