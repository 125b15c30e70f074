import { z } from "zod";
import { SeverityAction, SeverityClass } from "#lib/domain/playbook/schema.ts";
import { Time } from "./common.ts";

export const VerdictSeverity = z.enum(["critical", "major", "minor", "none", "undetermined"]);
export const Severity = SeverityClass;

export const CreateAssessment = z.strictObject({
  playbook: z.string(),
  /** Name of the target; optional while only judging. */
  target: z.string().optional(),
  /** Checked against the playbook's declarations; `symptoms` is a list of symptom ids. */
  signals: z.record(z.string(), z.union([z.number(), z.boolean(), z.null(), z.array(z.string())])),
});
export type CreateAssessment = z.infer<typeof CreateAssessment>;

export const FindingView = z.object({
  criterion: z.string(),
  title: z.string(),
  class: SeverityClass,
  reason: z.string(),
});
export const RecommendationView = z.object({ procedure: z.string(), title: z.string(), because: z.array(z.string()) });

export const VerdictView = z.object({
  severity: VerdictSeverity,
  action: SeverityAction,
  deadlineAt: Time.nullable(),
  fired: z.array(FindingView),
  close: z.array(FindingView.extend({ inMinutes: z.number().nullable() })),
  unknown: z.array(z.object({ criterion: z.string(), title: z.string(), reason: z.string() })),
  recommended: RecommendationView.nullable(),
  alternatives: z.array(RecommendationView),
});
export type VerdictView = z.infer<typeof VerdictView>;

export const AssessmentView = VerdictView.extend({
  id: z.string(),
  playbook: z.string(),
  playbookHash: z.string(),
  target: z.string().nullable(),
  signals: z.record(z.string(), z.union([z.number(), z.boolean(), z.null(), z.array(z.string())])),
  by: z.string(),
  createdAt: Time,
});
export type AssessmentView = z.infer<typeof AssessmentView>;
