import { z } from "zod";
import { DEADLINE_STATES } from "#lib/domain/communication/deadline.ts";
import { Via } from "#lib/domain/playbook/communication.ts";
import { ActorView, Time } from "./common.ts";

/** "I phoned them": who did it is whoever is signed in; when and what was said stand beside it. */
export const SettleDeadline = z.strictObject({
  note: z.string().trim().max(2000).default(""),
  /** When it was done; now when omitted. Not in the future. */
  doneAt: Time.optional(),
});
export const CancelDeadline = z.strictObject({ reason: z.string().trim().min(3).max(2000) });

export const DeadlineView = z.object({
  /** The {item} of the API. */
  item: z.string(),
  title: z.string(),
  via: Via,
  /** For `record`: what of the record settles it. */
  record: z.enum(["report", "review"]).nullable(),
  template: z.string().nullable(),
  /** Titles of the roles that get it. */
  audience: z.array(z.string()),
  optional: z.boolean(),
  state: z.enum(DEADLINE_STATES),
  startedAt: Time,
  dueAt: Time,
  settledAt: Time.nullable(),
  settledBy: ActorView.nullable(),
  note: z.string(),
});
export type DeadlineView = z.infer<typeof DeadlineView>;

/** Everything of an incident's communication. */
export const CommunicationView = z.object({
  incident: z.number().int(),
  /** False for a drill: nothing of it leaves the installation. */
  isLive: z.boolean(),
  deadlines: z.array(DeadlineView),
});
export type CommunicationView = z.infer<typeof CommunicationView>;
