import { z } from "zod";
import { IncidentStatus } from "#lib/domain/incident/status.ts";
import { MOST_PINNED_LINES, PinnedLines } from "#lib/domain/investigation/excerpt.ts";
import { AssessmentView, Severity } from "./assessment.ts";
import { ActorView, Time } from "./common.ts";
import { IncidentRoleView } from "./roles.ts";
import { RunSummary } from "./run.ts";

export const DeclareIncident = z
  .strictObject({
    title: z.string().trim().min(3).max(200),
    /** Names of targets. */
    targets: z.array(z.string()).min(1).max(50),
    assessmentId: z.string().optional(),
    /** Number of the drill that this is the declaration of: its own incident is declared, no other one is made. */
    drill: z.number().int().positive().max(2_147_483_647).optional(),
    /** With an assessment: only to override its verdict, then with a reason. */
    severity: Severity.optional(),
    reason: z.string().trim().min(3).max(2000).optional(),
    /** The alert that it is declared from. */
    alertDraft: z.string().max(64).optional(),
  })
  .refine(
    (i) => i.assessmentId !== undefined || (i.severity !== undefined && i.reason !== undefined),
    "give an assessmentId, or a severity with a reason",
  );
export type DeclareIncident = z.infer<typeof DeclareIncident>;

export const ChangeSeverity = z.strictObject({ severity: Severity, reason: z.string().trim().min(3).max(2000) });
export const AddTimelineEvent = z.strictObject({
  text: z.string().trim().min(1).max(4000),
  /** When it happened; now when omitted. Not in the future. */
  occurredAt: Time.optional(),
});
export const TickChecklistItem = z.strictObject({ ticked: z.boolean(), note: z.string().trim().max(2000).default("") });
export const ResolveIncident = z.strictObject({ note: z.string().trim().max(4000).default("") });

/** Lines of a step's output, numbered from 1, both included. */
export const PinLines = z
  .strictObject({
    runId: z.string().min(1).max(64),
    stepRunId: z.string().min(1).max(64),
    from: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
    to: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
    /** What they show. */
    note: z.string().trim().max(500).default(""),
  })
  .refine((pin) => pin.to >= pin.from, { path: ["to"], message: "not before the first line" })
  .refine((pin) => pin.to - pin.from < MOST_PINNED_LINES, {
    path: ["to"],
    message: `at most ${MOST_PINNED_LINES} lines`,
  });
export type PinLines = z.infer<typeof PinLines>;

export const EvidenceView = z.object({
  id: z.string(),
  kind: z.enum(["probe", "output", "capture", "record", "collected", "excerpt"]),
  title: z.string(),
  detail: z.string(),
  sha256: z.string(),
  source: z.string(),
  at: Time,
  runId: z.string().nullable(),
  stepRunId: z.string().nullable(),
  /** Of collected evidence: its length as found, whether only its first mebibyte is kept, and the SHA-256 of what is kept. */
  content: z.object({ bytes: z.number(), isCutOff: z.boolean(), sha256: z.string() }).nullable(),
  /** Of an excerpt: which lines of the step's output. */
  lines: PinnedLines.nullable(),
});
export type EvidenceView = z.infer<typeof EvidenceView>;

export const ChecklistItemView = z.object({
  /** `level-1.health-passes`, the {item} of the API. */
  slug: z.string(),
  procedure: z.string(),
  title: z.string(),
  by: z.enum(["probe", "record", "person"]),
  /** `failed`: its last proof did not hold; the evidence says how. */
  state: z.enum(["open", "ticked", "failed"]),
  /** For an open item of a machine: which step it waits for. */
  waitsFor: z.string().nullable(),
  tickedAt: Time.nullable(),
  tickedBy: ActorView.nullable(),
  note: z.string(),
  evidence: EvidenceView.nullable(),
});
export type ChecklistItemView = z.infer<typeof ChecklistItemView>;

/** What was collected from one target, before a rollback restarted anything (`runId`) or because somebody asked. */
export const InvestigationView = z.object({
  id: z.string(),
  target: z.string(),
  runId: z.string().nullable(),
  by: z.string(),
  state: z.enum(["asked", "collecting", "done", "failed"]),
  /** What could not be had, and why. */
  problem: z.string().nullable(),
  /** The release that was in place; null when it could not be told. */
  deployedVersion: z.string().nullable(),
  createdAt: Time,
  endedAt: Time.nullable(),
  evidence: z.array(EvidenceView),
});
export type InvestigationView = z.infer<typeof InvestigationView>;

export const TimelineEventView = z.object({
  seq: z.number().int(),
  occurredAt: Time,
  recordedAt: Time,
  actor: ActorView,
  /** Past tense noun.verb: `incident.declared`, `run.started`, `note.added`. */
  kind: z.string(),
  text: z.string(),
  runId: z.string().nullable(),
  stepRunId: z.string().nullable(),
  hash: z.string(),
});
export type TimelineEventView = z.infer<typeof TimelineEventView>;

export const BrokenGlassView = z.object({
  runId: z.string(),
  title: z.string(),
  by: ActorView,
  at: Time,
  reason: z.string(),
  reviewedBy: ActorView.nullable(),
  reviewedAt: Time.nullable(),
  review: z.string().nullable(),
});
export type BrokenGlassView = z.infer<typeof BrokenGlassView>;

export const IncidentSummary = z.object({
  number: z.number().int(),
  title: z.string(),
  status: IncidentStatus,
  severity: Severity,
  playbook: z.string(),
  targets: z.array(z.string()),
  /** Number of the drill that it is a part of. */
  drill: z.number().int().nullable(),
  declaredAt: Time,
  declaredBy: z.string(),
  /** When the rollback is due; null when the severity has no deadline. */
  deadlineAt: Time.nullable(),
  resolvedAt: Time.nullable(),
  closedAt: Time.nullable(),
  currentRun: RunSummary.nullable(),
});
export type IncidentSummary = z.infer<typeof IncidentSummary>;

export const IncidentView = IncidentSummary.extend({
  severityReason: z.string().nullable(),
  roles: z.array(IncidentRoleView),
  assessment: AssessmentView.nullable(),
  /** Rollbacks and undos. */
  runs: z.array(RunSummary),
  /** Ids of those that broke a target on purpose, for a drill: no rollbacks. */
  injections: z.array(z.string()),
  /** What looked at their results, newest first. */
  verifications: z.array(RunSummary),
  /** Runs that one person armed alone. One without a review keeps the incident from being closed. */
  brokenGlass: z.array(BrokenGlassView),
  checklist: z.array(ChecklistItemView),
  /** Newest first. */
  investigations: z.array(InvestigationView),
  timeline: z.array(TimelineEventView),
  rca: z
    .object({ publishedAt: Time.nullable(), completeRequired: z.number().int(), required: z.number().int() })
    .nullable(),
});
export type IncidentView = z.infer<typeof IncidentView>;
