import { z } from "zod";
import { RunMode, RunStatus, StepStatus } from "#lib/domain/run/status.ts";
import { Time } from "./common.ts";
import { DrillActionView, DrillItemView, DrillLessonView, DrillParticipant, StopwatchView } from "./drill.ts";

/** A run with what it printed, by length and SHA-256 of the stored bytes: an auditor can compare them with the run's output. */
const ReportedRun = z.object({
  id: z.string(),
  title: z.string(),
  what: z.enum(["injection", "rollback", "verification", "undo"]),
  mode: RunMode,
  status: RunStatus,
  by: z.string(),
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  choices: z.record(z.string(), z.string()),
  steps: z.array(
    z.object({
      id: z.string(),
      target: z.string(),
      attempt: z.number().int(),
      status: StepStatus,
      startedAt: Time.nullable(),
      endedAt: Time.nullable(),
      outputBytes: z.number(),
      outputSha256: z.string().nullable(),
    }),
  ),
});

/** What an auditor reads of a drill. Sealed when the drill ends; a draft until then. */
export const DrillReport = z.object({
  format: z.literal("backout.drill-report/1"),
  isDraft: z.boolean(),
  number: z.number().int(),
  title: z.string(),
  playbook: z.string(),
  playbookHash: z.string(),
  procedure: z.string(),
  procedureTitle: z.string(),
  scenario: z.object({ id: z.string(), title: z.string(), summary: z.string() }),
  version: z.string().nullable(),
  reproduces: z.number().int().nullable(),
  targets: z.array(z.object({ name: z.string(), environment: z.string(), hostKeySha256: z.string() })),
  owner: z.string(),
  participants: z.array(DrillParticipant),
  scheduledAt: Time,
  timeZone: z.string(),
  repeats: z.string().nullable(),
  incident: z.number().int().nullable(),
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  procedureMs: z.number().nullable(),
  procedureTargetMs: z.number(),
  totalMs: z.number().nullable(),
  totalTargetMs: z.number(),
  stopwatch: StopwatchView,
  steps: z.array(DrillItemView),
  checklist: z.array(DrillItemView),
  lessons: z.array(DrillLessonView),
  actions: z.array(DrillActionView),
  carried: z.array(DrillActionView),
  runs: z.array(ReportedRun),
  /** The last link of the incident's hash chain at that time. */
  timeline: z.object({ events: z.number().int(), hash: z.string().nullable() }),
  previous: z.number().int().nullable(),
  differences: z.array(z.object({ what: z.string(), before: z.string(), now: z.string() })),
});
export type DrillReport = z.infer<typeof DrillReport>;
