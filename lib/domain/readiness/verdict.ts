import { z } from "zod";
import type { Playbook, Procedure } from "../playbook/schema.ts";
import { type CheckResult, type DeclaredCheck, HOST_CHECKS } from "./checks.ts";
import { sayingOf } from "./saying.ts";

/** A look that is older says nothing of now. */
export const STALE_AFTER_MS = 30 * 60_000;

export const ReadinessState = z.enum(["ready", "degraded", "not-ready", "unknown", "in-use", "not-set-up"]);
export type ReadinessState = z.infer<typeof ReadinessState>;

/** Why a button would not work, would work with something missing, or is not known to work. */
export const ReadinessReason = z.object({
  check: z.string(),
  title: z.string(),
  effect: z.enum(["prevents", "degrades", "unknown"]),
  /** What is true. */
  says: z.string(),
  /** What is safe to do about it, where that is known. */
  next: z.string().nullable(),
});
export type ReadinessReason = z.infer<typeof ReadinessReason>;

/** The newest look at a target that has ended; null when there was none. */
export type Look = { at: Date; results: readonly CheckResult[] } | null;
export type Subject = {
  procedure: Procedure;
  playbook: Playbook;
  checks: readonly DeclaredCheck[];
  look: Look;
  /** Title of the run that holds the target. */
  heldBy: string | null;
  parameters: Readonly<Record<string, string>>;
  now: Date;
};

export const isStale = (look: Look, now: Date): boolean =>
  look !== null && now.getTime() - look.at.getTime() > STALE_AFTER_MS;

/**
 * Whether one button would work on one target, and why not. Never `ready` unless every check that it needs was asked and is good: what could not be
 * asked, was never asked or was asked too long ago is `unknown`. Reasons come worst first. Pure.
 */
export function judgeReadiness(subject: Subject): { state: ReadinessState; reasons: ReadinessReason[] } {
  const { procedure, playbook, look, heldBy } = subject;
  if (heldBy !== null)
    return { state: "in-use", reasons: [unknown("held", "In use", `"${heldBy}" holds the target now`)] };
  const missing = (playbook.readiness?.requires[procedure.procedure] ?? []).filter((name) => !isSet(subject, name));
  if (missing.length > 0)
    return {
      state: "not-set-up",
      reasons: [unknown("parameters", "Not set up", `the target does not set ${missing.join(" and ")}`)],
    };
  const needed = subject.checks.filter((c) => isNeeded(c, procedure.procedure));
  if (!needed.some((c) => c.ask.kind !== "host"))
    return { state: "unknown", reasons: [unknown("none", "No check", "the playbook declares no check for it")] };
  if (look === null) return { state: "unknown", reasons: [unknown("never", "Never checked", "it was never checked")] };
  const reasons = needed
    .flatMap((check) => reasonOf(check, procedure.procedure, look.results))
    .sort((a, b) => RANK[a.effect] - RANK[b.effect]);
  if (isStale(look, subject.now)) {
    const minutes = Math.floor((subject.now.getTime() - look.at.getTime()) / 60_000);
    return { state: "unknown", reasons: [unknown("stale", "Too old", `last checked ${minutes} min ago`), ...reasons] };
  }
  return { state: stateOf(reasons), reasons: withoutUnasked(reasons) };
}

const RANK = { prevents: 0, unknown: 1, degrades: 2 } as const;
const unknown = (check: string, title: string, says: string): ReadinessReason => ({
  check,
  title,
  effect: "unknown",
  says,
  next: null,
});

const isNeeded = (check: DeclaredCheck, procedure: string): boolean =>
  check.prevents.includes(procedure) || check.degrades.includes(procedure);

const isSet = ({ parameters, playbook }: Subject, name: string): boolean =>
  (parameters[name] ?? playbook.parameters[name]?.default ?? "") !== "";

function reasonOf(check: DeclaredCheck, procedure: string, results: readonly CheckResult[]): ReadinessReason[] {
  const result = results.find((r) => r.check === check.id);
  if (result?.verdict === "pass") return [];
  const { says, next } = sayingOf(result?.detail ?? "it was not asked");
  const isUnknown = result === undefined || result.verdict === "unknown";
  const hurts = result?.verdict === "fail" && check.prevents.includes(procedure) ? "prevents" : "degrades";
  return [{ check: check.id, title: check.title, effect: isUnknown ? "unknown" : hurts, says, next }];
}

function stateOf(reasons: readonly ReadinessReason[]): ReadinessState {
  const [worst] = reasons;
  if (!worst) return "ready";
  return { prevents: "not-ready", unknown: "unknown", degrades: "degraded" }[worst.effect] as ReadinessState;
}

/** When the host itself cannot be used, that nothing else was asked follows from it. */
function withoutUnasked(reasons: ReadinessReason[]): ReadinessReason[] {
  const isHostDown = reasons.some((r) => r.effect === "prevents" && HOST_CHECKS.some((id) => id === r.check));
  return isHostDown ? reasons.filter((r) => r.effect !== "unknown") : reasons;
}
