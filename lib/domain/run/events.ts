import { z } from "zod";
import { StepKind } from "../playbook/schema.ts";
import { RunMode, RunPurpose, RunStatus } from "./status.ts";

/** What a planned step run is, fixed at the start of the run. */
export const PlannedStep = z.object({
  stepRunId: z.string(),
  stepId: z.string(),
  targetId: z.string(),
  position: z.number().int(),
  attempt: z.number().int(),
  kind: StepKind,
  title: z.string(),
  gate: z.boolean(),
  safeToRepeat: z.boolean(),
  changes: z.string(),
});
export type PlannedStep = z.infer<typeof PlannedStep>;

const step = { stepRunId: z.string() };
const ended = {
  ...step,
  exitCode: z.number().int(),
  bytes: z.number().int(),
  sha256: z.string(),
  captures: z.record(z.string(), z.string()),
};

/** What was consented to: part → SHA-256 (lib/domain/run/subject.ts). Runs from before it was recorded have none. */
const Subject = z.record(z.string(), z.string()).default({});

/** What happens in a run, past tense. The run's state is a fold of these in `seq` order (evolve.ts). */
export const RunEvent = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("run.created"),
    procedure: z.string(),
    option: z.string(),
    title: z.string(),
    mode: RunMode,
    /** Absent in older events: a rollback. */
    purpose: RunPurpose.optional(),
    approval: z.enum(["none", "one-other", "two-others"]),
    steps: z.array(PlannedStep),
  }),
  z.object({ kind: z.literal("run.approved"), person: z.string(), name: z.string(), subject: Subject }),
  /** The requester armed it alone, with a reason. */
  z.object({
    kind: z.literal("run.glass-broken"),
    person: z.string(),
    name: z.string(),
    reason: z.string(),
    subject: Subject,
  }),
  z.object({ kind: z.literal("run.lapsed") }),
  z.object({ kind: z.literal("run.queued") }),
  z.object({ kind: z.literal("run.claimed"), engine: z.string(), epoch: z.number().int() }),
  z.object({ kind: z.literal("run.cancel-requested") }),
  z.object({ kind: z.literal("run.superseded"), by: z.string(), procedure: z.string() }),
  z.object({ kind: z.literal("step.started"), ...step }),
  z.object({ kind: z.literal("step.asked"), ...step, question: z.string() }),
  /** Exit 0 of a run, choose or confirm step; exit 3 (too little to judge) of a prove or watch step. */
  z.object({ kind: z.literal("step.finished"), ...ended, reason: z.string().nullable() }),
  z.object({ kind: z.literal("step.proven"), ...ended }),
  z.object({ kind: z.literal("step.confirmed"), ...step, note: z.string() }),
  z.object({
    kind: z.literal("step.failed"),
    ...step,
    exitCode: z.number().int().nullable(),
    bytes: z.number().int(),
    sha256: z.string().nullable(),
    captures: z.record(z.string(), z.string()),
    reason: z.string(),
  }),
  z.object({
    kind: z.literal("step.cancelled"),
    ...step,
    bytes: z.number().int(),
    sha256: z.string().nullable(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal("step.lost"), ...step, bytes: z.number().int(), reason: z.string() }),
  z.object({ kind: z.literal("step.skipped"), ...step, reason: z.string() }),
  /** A person says: take it as done, the later proofs decide. */
  z.object({ kind: z.literal("step.accepted"), ...step, note: z.string() }),
  z.object({ kind: z.literal("step.retried"), ...step, retry: PlannedStep }),
  z.object({ kind: z.literal("run.settled"), status: RunStatus, reason: z.string().nullable() }),
]);
export type RunEvent = z.infer<typeof RunEvent>;
