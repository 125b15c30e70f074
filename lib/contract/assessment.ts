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
  /** Signal → id of the reading of the target to judge it with (GET /targets/{id}/measurements). A value in `signals` wins over it. */
  measured: z.record(z.string(), z.string().max(64)).optional(),
  /** The alert from which signals were taken; those whose value is still the alert's are recorded as such. */
  alertDraft: z.string().max(64).optional(),
});
export type CreateAssessment = z.infer<typeof CreateAssessment>;

/** What was measured, as it was judged with: `sha256` is of query, value and series in canonical JSON. */
export const MeasuredEvidence = z.object({
  value: z.union([z.number(), z.boolean()]),
  measuredAt: Time,
  promql: z.string(),
  sha256: z.string(),
});
/** Where the value of a signal came from. `measured` stands beside a typed one too, when both were seen. */
export const SignalSourceView = z.object({
  source: z.enum(["typed", "measured", "alert"]),
  value: z.union([z.number(), z.boolean()]),
  measured: MeasuredEvidence.nullable(),
});
export type SignalSourceView = z.infer<typeof SignalSourceView>;

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
  /** By signal; those that nobody knew are not in it. */
  sources: z.record(z.string(), SignalSourceView),
  by: z.string(),
  createdAt: Time,
});
export type AssessmentView = z.infer<typeof AssessmentView>;
