import { z } from "zod";
import { StepKind } from "#lib/domain/playbook/schema.ts";
import { RunMode, RunPurpose, RunStatus, StepStatus } from "#lib/domain/run/status.ts";
import { Time } from "./common.ts";
import { SecretsSet } from "./target.ts";

// --- plan -----------------------------------------------------------------------------------------------------------

export const CreatePlan = z.strictObject({
  procedure: z.string(),
  option: z.string().optional(),
  targets: z.array(z.string()).min(1).max(50).optional(),
});
export type CreatePlan = z.infer<typeof CreatePlan>;

export const Candidate = z.object({
  value: z.string(),
  label: z.string(),
  why: z.string(),
  state: z.enum(["proven", "offered", "refused"]),
});
export type Candidate = z.infer<typeof Candidate>;

export const PlanView = z.object({
  id: z.string(),
  state: z.enum(["resolving", "ready", "failed"]),
  procedure: z.string(),
  title: z.string(),
  option: z.string(),
  targets: z.array(
    z.object({
      name: z.string(),
      address: z.string(),
      user: z.string(),
      environment: z.string(),
      reachable: z.boolean().nullable(),
      problem: z.string().nullable(),
    }),
  ),
  steps: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      kind: StepKind,
      /** Name of the choice that this step asks for. */
      choose: z.string().nullable(),
      changes: z.string(),
      undo: z.boolean(),
      timeoutMs: z.number(),
      watchMs: z.number().nullable(),
      /** Watch shortened by the target's setting. */ watchShortened: z.boolean(),
      script: z.string().nullable(),
      scriptSha256: z.string().nullable(),
    }),
  ),
  /** Script path → text, exactly as it runs. */
  scripts: z.array(z.object({ path: z.string(), text: z.string(), sha256: z.string() })),
  parameters: z.record(z.string(), z.record(z.string(), z.string())),
  /** Target → the secrets that scripts get there; the hash binds to what is sealed. */
  secrets: z.record(z.string(), SecretsSet),
  /** Name of the choice → target → candidates. */
  candidates: z.record(z.string(), z.record(z.string(), z.array(Candidate))),
  defaults: z.record(z.string(), z.string()),
  impact: z.string(),
  dataLoss: z.string(),
  undo: z.string(),
  targetTimeMs: z.number(),
  approval: z.enum(["none", "one-other", "two-others"]),
  typedConfirmation: z.boolean(),
  hash: z.string().nullable(),
  problem: z.string().nullable(),
  createdAt: Time,
  expiresAt: Time,
});
export type PlanView = z.infer<typeof PlanView>;

// --- run ------------------------------------------------------------------------------------------------------------

/** Either a plan that was shown, or the procedure directly (its choices then take the proven default). Header `Idempotency-Key` is required. */
export const StartRun = z
  .strictObject({
    planId: z.string().optional(),
    procedure: z.string().optional(),
    option: z.string().optional(),
    targets: z.array(z.string()).min(1).max(50).optional(),
    choices: z.record(z.string(), z.string()).optional(),
    /** For procedures with typed confirmation: the name of the (first) target. */
    confirmTarget: z.string().optional(),
  })
  .refine((r) => (r.planId === undefined) !== (r.procedure === undefined), "give either a planId or a procedure");
export type StartRun = z.infer<typeof StartRun>;

export const StartedRun = z.object({ id: z.string(), status: RunStatus, incident: z.number().int() });

export const ProofView = z.object({
  probe: z.string(),
  title: z.string(),
  verdict: z.enum(["pass", "fail", "undecided"]),
  detail: z.string(),
  target: z.string(),
  at: Time,
});
export type ProofView = z.infer<typeof ProofView>;

export const StepRunView = z.object({
  id: z.string(),
  stepRunId: z.string(),
  target: z.string(),
  title: z.string(),
  kind: StepKind,
  status: StepStatus,
  attempt: z.number().int(),
  changes: z.string(),
  gate: z.boolean(),
  safeToRepeat: z.boolean(),
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  usualMs: z.number().nullable(),
  timeoutMs: z.number(),
  watchMs: z.number().nullable(),
  /** One line: what happened, what was not done. */
  reason: z.string().nullable(),
  /** For confirm steps: what the person attests. */
  question: z.string().nullable(),
  output: z.object({
    bytes: z.number(),
    /** Line ends so far, and the byte at which the line after the last of them begins. */
    finishedLines: z.number().int(),
    openLineAt: z.number().int(),
    sha256: z.string().nullable(),
    complete: z.boolean(),
  }),
  captures: z.record(z.string(), z.string()),
  /** Verbs of the API that are possible now. */
  can: z.array(z.enum(["confirm", "retry", "skip", "prove"])),
});
export type StepRunView = z.infer<typeof StepRunView>;

export const RunSummary = z.object({
  id: z.string(),
  incident: z.number().int(),
  procedure: z.string(),
  title: z.string(),
  option: z.string(),
  mode: RunMode,
  purpose: RunPurpose,
  status: RunStatus,
  targets: z.array(z.string()),
  by: z.string(),
  undoes: z.string().nullable(),
  /** Of a verification: the run whose result it looks at. */
  verifies: z.string().nullable(),
  stepsDone: z.number().int(),
  stepsTotal: z.number().int(),
  /** Title of the step that is running or at which it rests. */
  currentStep: z.string().nullable(),
  createdAt: Time,
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  targetTimeMs: z.number(),
});
export type RunSummary = z.infer<typeof RunSummary>;

export const RunView = RunSummary.extend({
  seq: z.number().int(),
  planHash: z.string().nullable(),
  choices: z.record(z.string(), z.string()),
  /** Who consented, in order. */
  approvedBy: z.array(z.string()),
  /** Target → the secrets that its scripts get and its output has masked. */
  secrets: z.record(z.string(), SecretsSet),
  steps: z.array(StepRunView),
  proofs: z.array(ProofView),
  /** `targetTimeMs` against the time since the start, or to the end. */
  clock: z.object({
    startedAt: Time.nullable(),
    endedAt: Time.nullable(),
    targetTimeMs: z.number(),
    elapsedMs: z.number().nullable(),
    serverTime: Time,
  }),
  /** Why it rests or how it ended, in one line. */
  reason: z.string().nullable(),
  can: z.array(z.enum(["cancel", "undo", "approve", "start"])),
  /** What to press next, best first: another procedure or an action. */
  next: z.array(
    z.object({
      kind: z.enum(["procedure", "retry", "skip", "undo", "prove"]),
      procedure: z.string().nullable(),
      stepRunId: z.string().nullable(),
      label: z.string(),
      because: z.string(),
    }),
  ),
  insufficient: z.string().nullable(),
});
export type RunView = z.infer<typeof RunView>;

export const BreakGlass = z.strictObject({
  reason: z.string().trim().min(10).max(2000),
  /** The person's own, again. */
  password: z.string().min(1).max(256),
});
export const ReviewGlass = z.strictObject({ review: z.string().trim().min(10).max(4000) });

export const ConfirmStep = z.strictObject({ note: z.string().trim().max(2000).default("") });
export const SkipStep = z.strictObject({ reason: z.string().trim().min(3).max(2000) });
export const ProveStep = z.strictObject({ note: z.string().trim().max(2000).default("") });
