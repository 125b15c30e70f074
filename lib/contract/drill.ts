import { z } from "zod";
import { DrillStatus } from "#lib/domain/drill/status.ts";
import { DrillPhase } from "#lib/domain/playbook/drills.ts";
import { RunStatus } from "#lib/domain/run/status.ts";
import { Time } from "./common.ts";

const Name = z.string().trim().min(1).max(100);
const Text = z.string().trim().min(3).max(2000);

/** `present`: null until somebody says so. */
export const DrillParticipant = z.strictObject({
  name: Name,
  role: z.string().trim().max(60).default(""),
  present: z.boolean().nullable().default(null),
});
export type DrillParticipant = z.infer<typeof DrillParticipant>;

/** A zone of the IANA database; dates of a series keep their time of day there. */
const TimeZone = z.string().max(64);
const Rule = z.string().trim().max(200);

export const PlanDrill = z.strictObject({
  title: z.string().trim().min(3).max(200),
  playbook: z.string(),
  procedure: z.string(),
  /** Id of a scenario of the playbook. */
  scenario: z.string(),
  /** Names of targets, of environment staging or drill. */
  targets: z.array(z.string()).min(1).max(10),
  owner: Name,
  participants: z.array(DrillParticipant).max(100).default([]),
  scheduledAt: Time,
  timeZone: TimeZone.default("UTC"),
  /** An RRULE without DTSTART; null plans one drill only. (Default: what the playbook says) */
  rrule: Rule.nullable().optional(),
  /** The release that the scenario deploys, instead of its own choice. */
  version: z.string().max(200).optional(),
  /** Number of the incident whose failure is reproduced. */
  reproduces: z.number().int().positive().optional(),
});
export type PlanDrill = z.infer<typeof PlanDrill>;

export const RescheduleDrill = z.strictObject({ scheduledAt: Time });
export const CancelDrill = z.strictObject({ reason: Text });
export const SetParticipants = z.strictObject({ participants: z.array(DrillParticipant).max(100) });
export const TickDrillItem = z.strictObject({ ticked: z.boolean(), note: z.string().trim().max(2000).default("") });
export const AddLesson = z.strictObject({ text: Text });
export const AddDrillAction = z.strictObject({ title: Text, owner: Name, dueAt: Time });
export const CloseDrillAction = z.strictObject({
  state: z.enum(["done", "dropped"]),
  note: z.string().trim().max(2000).default(""),
});

const Span = z.object({
  tookMs: z.number().nullable(),
  targetMs: z.number(),
  state: z.enum(["todo", "running", "done", "not-recorded"]),
  isLate: z.boolean(),
});
export const StopwatchView = z.object({
  phases: z.array(Span.extend({ phase: DrillPhase })),
  procedure: Span,
  total: Span,
  outage: z.object({ since: Time.nullable(), until: Time.nullable() }),
});
export type StopwatchView = z.infer<typeof StopwatchView>;

export const DrillItemView = z.object({
  id: z.string(),
  title: z.string(),
  by: z.enum(["record", "person"]),
  isTicked: z.boolean(),
  tickedAt: Time.nullable(),
  tickedBy: z.string().nullable(),
  note: z.string(),
  evidence: z.string().nullable(),
});
export type DrillItemView = z.infer<typeof DrillItemView>;

export const DrillLessonView = z.object({ id: z.string(), text: z.string(), at: Time, by: z.string() });
export const DrillActionView = z.object({
  id: z.string(),
  drill: z.number().int(),
  playbook: z.string(),
  procedure: z.string(),
  title: z.string(),
  owner: z.string(),
  dueAt: Time,
  state: z.enum(["open", "done", "dropped"]),
  isOverdue: z.boolean(),
  note: z.string(),
  closedAt: Time.nullable(),
  closedBy: z.string().nullable(),
});
export type DrillActionView = z.infer<typeof DrillActionView>;

export const DrillSummary = z.object({
  number: z.number().int(),
  title: z.string(),
  status: DrillStatus,
  playbook: z.string(),
  procedure: z.object({ id: z.string(), title: z.string() }),
  scenario: z.object({ id: z.string(), title: z.string() }),
  targets: z.array(z.string()),
  owner: z.string(),
  scheduledAt: Time,
  timeZone: z.string(),
  /** In words where it is a usual one: "every 3 months". */
  repeats: z.string().nullable(),
  durationMs: z.number(),
  incident: z.number().int().nullable(),
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  /** Of the rehearsed procedure, until it was proven. */
  procedureMs: z.number().nullable(),
  procedureTargetMs: z.number(),
  totalMs: z.number().nullable(),
  openActions: z.number().int(),
});
export type DrillSummary = z.infer<typeof DrillSummary>;

const RunRef = z.object({ id: z.string(), title: z.string(), status: RunStatus });

export const DrillView = DrillSummary.extend({
  rrule: z.string().nullable(),
  version: z.string().nullable(),
  reproduces: z.number().int().nullable(),
  createdBy: z.string(),
  cancelledAt: Time.nullable(),
  cancelReason: z.string().nullable(),
  playbookHash: z.string(),
  goal: z.string(),
  scenarioSummary: z.string(),
  participants: z.array(DrillParticipant),
  expectedParticipants: z.string(),
  stopwatch: StopwatchView,
  steps: z.array(DrillItemView),
  checklist: z.array(DrillItemView),
  lessons: z.array(DrillLessonView),
  actions: z.array(DrillActionView),
  /** Open improvements of earlier drills of the same procedure. */
  carried: z.array(DrillActionView),
  injection: RunRef.nullable(),
  reset: RunRef.nullable(),
  rollbacks: z.array(RunRef),
  /** Earlier drills of the same procedure that ended, newest first. */
  past: z.array(
    z.object({
      number: z.number().int(),
      endedAt: Time,
      procedureMs: z.number().nullable(),
      procedureTargetMs: z.number(),
      totalMs: z.number().nullable(),
    }),
  ),
  can: z.array(z.enum(["reschedule", "start", "inject", "detect", "reset", "review", "finish", "cancel"])),
  reportSha256: z.string().nullable(),
  serverTime: Time,
});
export type DrillView = z.infer<typeof DrillView>;

/** Times of past drills of one procedure, oldest first. */
export const DrillTrend = z.object({
  playbook: z.string(),
  procedure: z.string(),
  title: z.string(),
  targetMs: z.number(),
  drills: z.array(
    z.object({
      number: z.number().int(),
      endedAt: Time,
      procedureMs: z.number().nullable(),
      totalMs: z.number().nullable(),
    }),
  ),
});
export type DrillTrend = z.infer<typeof DrillTrend>;
