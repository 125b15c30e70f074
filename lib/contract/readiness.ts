import { z } from "zod";
import { CheckVerdict } from "#lib/domain/readiness/checks.ts";
import { ReadinessFix } from "#lib/domain/readiness/fixes.ts";
import { ReadinessReason, ReadinessState } from "#lib/domain/readiness/verdict.ts";
import { Time } from "./common.ts";
import { TargetEnvironment, TargetView } from "./target.ts";

/** Whether one button would work on one target now, and why not. */
export const ReadinessCell = z.object({
  procedure: z.string(),
  /** `Level 2`, `GAP-001`. */
  name: z.string(),
  title: z.string(),
  state: ReadinessState,
  /** Worst first; empty when it is ready. */
  reasons: z.array(ReadinessReason),
  /** The last run of it on this target that ended proven. */
  lastProof: z.object({ runId: z.string(), incident: z.number().int(), at: Time }).nullable(),
  /** Median of the last five proven runs. */
  usualMs: z.number().nullable(),
  targetTimeMs: z.number(),
});
export type ReadinessCell = z.infer<typeof ReadinessCell>;

export const ReadinessTarget = z.object({
  id: z.string(),
  target: z.string(),
  environment: TargetEnvironment,
  playbook: z.string(),
  /** End of the newest look; null: it was never looked at. */
  checkedAt: Time.nullable(),
  /** The look is too old to say anything of now. */
  isStale: z.boolean(),
  isChecking: z.boolean(),
  holder: TargetView.shape.holder,
  cells: z.array(ReadinessCell),
  /** Everything that was asked, also what is good. */
  checks: z.array(z.object({ check: z.string(), title: z.string(), verdict: CheckVerdict, detail: z.string() })),
});
export type ReadinessTarget = z.infer<typeof ReadinessTarget>;

export const ReadinessBoard = z.object({ items: z.array(ReadinessTarget), fixes: z.array(ReadinessFix) });
export type ReadinessBoard = z.infer<typeof ReadinessBoard>;
