import { z } from "zod";
import { DrillPlan } from "#lib/domain/playbook/drills.ts";
import {
  ChecklistItemDeclaration,
  Criterion,
  ParameterDeclaration,
  Playbook,
  RcaField,
  SignalDeclaration,
  StepKind,
  Symptom,
} from "#lib/domain/playbook/schema.ts";
import { Time } from "./common.ts";

export const OptionView = z.object({
  id: z.string(),
  title: z.string(),
  refused: z.object({ because: z.string(), instead: z.array(z.string()) }).nullable(),
  steps: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      kind: StepKind,
      changes: z.string(),
      timeoutMs: z.number(),
      watchMs: z.number().nullable(),
      usualMs: z.number().nullable(),
      gate: z.boolean(),
    }),
  ),
});

export const ProcedureView = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  level: z.number().int().nullable(),
  component: z.string().nullable(),
  /** What data it rolls back, as people call it. */
  data: z.string().nullable(),
  targetTimeMs: z.number(),
  impact: z.string(),
  dataLoss: z.string(),
  approval: z.enum(["none", "one-other", "two-others"]),
  typedConfirmation: z.boolean(),
  insufficient: z.string().nullable(),
  expected: z.array(z.string()),
  options: z.array(OptionView),
  checklist: z.array(ChecklistItemDeclaration),
});
export type ProcedureView = z.infer<typeof ProcedureView>;

export const PlaybookView = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  hash: z.string(),
  loadedAt: Time,
  /** Why there are no procedures yet, or null. */
  proceduresPending: z.string().nullable(),
  /** What each class asks for: the page judges with the same rules as the server. */
  classes: Playbook.shape.classes,
  /** What a target has to say of itself, by name. */
  parameters: z.record(z.string(), ParameterDeclaration),
  signals: z.array(SignalDeclaration),
  criteria: z.array(Criterion),
  symptoms: z.array(Symptom),
  procedures: z.array(ProcedureView),
  /** What is checked by itself after every rollback; null when the playbook declares nothing. */
  verification: z
    .object({ title: z.string(), summary: z.string(), checklist: z.array(ChecklistItemDeclaration) })
    .nullable(),
  /** Whether it says what to collect from a failing target. */
  collectsEvidence: z.boolean(),
  rca: z.array(RcaField),
  communication: Playbook.shape.communication,
  /** How its procedures are rehearsed; null when it says nothing of drills. */
  drills: DrillPlan.nullable(),
  /** Failures that a drill can inject. */
  scenarios: z.array(z.object({ id: z.string(), title: z.string(), summary: z.string(), deploysRelease: z.boolean() })),
});
export type PlaybookView = z.infer<typeof PlaybookView>;
