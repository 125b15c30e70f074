import { z } from "zod";
import { ChannelInput, ChannelKind } from "#lib/domain/communication/channel.ts";
import { DEADLINE_STATES } from "#lib/domain/communication/deadline.ts";
import { DELIVERY_STATES } from "#lib/domain/communication/delivery.ts";
import { ESCALATION_STATES } from "#lib/domain/communication/escalation.ts";
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
  /** The roles that get it. */
  audience: z.array(z.object({ role: z.string(), title: z.string() })),
  optional: z.boolean(),
  state: z.enum(DEADLINE_STATES),
  startedAt: Time,
  dueAt: Time,
  settledAt: Time.nullable(),
  settledBy: ActorView.nullable(),
  note: z.string(),
});
export type DeadlineView = z.infer<typeof DeadlineView>;

export const CreateDraft = z
  .strictObject({
    /** What is owed: its template, and the deadline that the sending settles. */
    item: z.string().max(100).optional(),
    /** Without something owed: any template of the playbook. */
    template: z.string().max(100).optional(),
  })
  .refine((d) => (d.item === undefined) !== (d.template === undefined), "say either item or template");
export const SaveDraft = z.strictObject({
  version: z.number().int().positive(),
  subject: z.string().trim().min(1).max(300),
  body: z.string().trim().min(1).max(20_000),
});
export const SendDraft = z.strictObject({
  /** The version that was reviewed. */
  version: z.number().int().positive(),
  to: z
    .array(
      z.strictObject({
        channelId: z.string().max(64),
        /** An e-mail address; empty for channels that lead to one place. */
        recipient: z.union([z.literal(""), z.email().max(254)]).default(""),
        recipientName: z.string().trim().max(200).default(""),
      }),
    )
    .min(1)
    .max(50),
});

export const DraftView = z.object({
  id: z.string(),
  /** What it settles once it is sent. */
  item: z.string().nullable(),
  template: z.string(),
  title: z.string(),
  audience: z.enum(["internal", "public"]),
  subject: z.string(),
  body: z.string(),
  version: z.number().int(),
  /** What a person still has to fill in. */
  missing: z.array(z.string()),
  updatedAt: Time,
  updatedBy: ActorView,
  sentAt: Time.nullable(),
  sentBy: ActorView.nullable(),
});
export type DraftView = z.infer<typeof DraftView>;

export const DeliveryView = z.object({
  id: z.string(),
  draftId: z.string().nullable(),
  /** Title of the step of the escalation that sent it. */
  step: z.string().nullable(),
  kind: ChannelKind,
  channel: z.string(),
  recipient: z.string(),
  recipientName: z.string(),
  subject: z.string(),
  state: z.enum(DELIVERY_STATES),
  /** What the other side said last, in its own words. */
  answer: z.string(),
  createdAt: Time,
  endedAt: Time.nullable(),
  /** For a queued one. */
  nextAttemptAt: Time.nullable(),
  attempts: z.array(
    z.object({
      attempt: z.number().int(),
      startedAt: Time,
      endedAt: Time.nullable(),
      outcome: z.enum(["delivered", "refused", "unknown", "recorded"]).nullable(),
      answer: z.string(),
    }),
  ),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

export const SaveContact = z.strictObject({
  name: z.string().trim().min(1).max(200),
  phone: z
    .string()
    .trim()
    .max(40)
    .regex(/^(\+?[0-9 ()./-]*)$/, "digits, spaces, + ( ) . / -")
    .default(""),
  email: z.union([z.literal(""), z.email("an e-mail address").max(254)]).default(""),
  /** Ids of roles of playbooks. */
  roles: z.array(z.string().max(100)).max(50).default([]),
  /** Null: for the roles of every playbook. */
  playbook: z.string().max(100).nullable().default(null),
  position: z.number().int().min(0).max(10_000).default(0),
});
export const ContactView = z.object({
  id: z.string(),
  name: z.string(),
  phone: z.string(),
  email: z.string(),
  roles: z.array(z.string()),
  playbook: z.string().nullable(),
  position: z.number().int(),
});
export type ContactView = z.infer<typeof ContactView>;

export const SaveChannel = z.strictObject({ name: z.string().trim().min(1).max(100), channel: ChannelInput });
export const ChannelView = z.object({
  id: z.string(),
  kind: ChannelKind,
  name: z.string(),
  /** Where it leads, without its secret. */
  address: z.string(),
  takesRecipients: z.boolean(),
  enabled: z.boolean(),
  last: z.object({ state: z.enum(DELIVERY_STATES), answer: z.string(), at: Time, isTest: z.boolean() }).nullable(),
});
export type ChannelView = z.infer<typeof ChannelView>;

export const EscalationStepView = z.object({
  step: z.string(),
  title: z.string(),
  /** Titles of the roles that it calls. */
  roles: z.array(z.string()),
  until: z.enum(["acknowledged", "resolved"]),
  state: z.enum(ESCALATION_STATES),
  dueAt: Time,
  firedAt: Time.nullable(),
  stopReason: z.string().nullable(),
});
export const AcknowledgeEscalation = z.strictObject({ note: z.string().trim().max(2000).default("") });

/** Everything of an incident's communication. */
export const CommunicationView = z.object({
  incident: z.number().int(),
  /** False for a drill: nothing of it leaves the installation. */
  isLive: z.boolean(),
  deadlines: z.array(DeadlineView),
  drafts: z.array(DraftView),
  deliveries: z.array(DeliveryView),
  escalation: z.object({
    steps: z.array(EscalationStepView),
    acknowledged: z.object({ at: Time, by: ActorView, note: z.string() }).nullable(),
  }),
  /** The roles of the playbook with the people who have them. */
  tree: z.array(
    z.object({ role: z.string(), title: z.string(), under: z.string().nullable(), contacts: z.array(ContactView) }),
  ),
});
export type CommunicationView = z.infer<typeof CommunicationView>;
