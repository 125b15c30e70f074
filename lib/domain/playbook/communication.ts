import { z } from "zod";
import { Duration, SeverityClass, Slug } from "./primitives.ts";

/**
 * The communication part of a playbook: roles of people, what is owed to whom by when, who is called when nobody answers, and the texts.
 * Names and numbers of people are no part of it: they stand in the contacts of the installation, which give each role its people.
 */

/** How something gets out. `person`: somebody does it and ticks it; `record`: the record itself shows that it was done. */
export const Via = z.enum(["person", "email", "chat", "webhook", "pager", "status-page", "record"]);
export type Via = z.infer<typeof Via>;

const EVERY_SEVERITY: SeverityClass[] = ["critical", "major", "minor"];
const Severities = z.array(SeverityClass).min(1).default(EVERY_SEVERITY);

/** A node of the contact tree. `under` names the role that calls this one. */
export const ContactRole = z.strictObject({
  id: Slug,
  title: z.string(),
  under: Slug.optional(),
  /** Called only for these. */
  severities: Severities,
});
export type ContactRole = z.infer<typeof ContactRole>;

/** Something owed within a time after the declaration. */
export const NotificationItem = z.strictObject({
  id: Slug,
  title: z.string(),
  within: Duration,
  via: Via,
  /** For `record`: what settles it. `report`: the first message written from a template; `review`: the first saved text of the review. */
  record: z.enum(["report", "review"]).optional(),
  /** Roles that get it. */
  audience: z.array(Slug).default([]),
  template: Slug.optional(),
  severities: Severities,
  /** It may turn out not to apply ("customers, if applicable"): a person says so with a reason. */
  optional: z.boolean().default(false),
});
export type NotificationItem = z.infer<typeof NotificationItem>;

/** One step of the escalation. It falls due after its time and calls its roles, unless it was stopped before. */
export const EscalationStep = z.strictObject({
  id: Slug,
  title: z.string(),
  roles: z.array(Slug).min(1),
  /** After the declaration; omitted: at once. */
  after: Duration.optional(),
  /** What stops it: somebody who acknowledged, or only the end of the harm. */
  until: z.enum(["acknowledged", "resolved"]).default("acknowledged"),
  via: z
    .array(z.enum(["email", "chat", "webhook", "pager"]))
    .min(1)
    .default(["email", "pager"]),
  severities: Severities,
});
export type EscalationStep = z.infer<typeof EscalationStep>;

/** What the record can say by itself in a message. */
export const Fill = z.enum([
  "date",
  "time",
  "severity",
  "level",
  "status",
  "description",
  "affected-features",
  "actions",
  "duration-minutes",
  "data-loss",
  "owner",
  "owner-contact",
]);
export type Fill = z.infer<typeof Fill>;

/** One line or block of a message: filled from the record, or left open with a hint for the person who completes it. */
export const TemplateField = z
  .strictObject({
    label: z.string().optional(),
    fill: Fill.optional(),
    hint: z.string().optional(),
    /** How several values look. */
    as: z.enum(["line", "text", "numbered", "checks"]).default("line"),
  })
  .refine((f) => f.fill !== undefined || f.hint !== undefined, "say what fills it, or give a hint for the person");
export type TemplateField = z.infer<typeof TemplateField>;

export const MessageTemplate = z.strictObject({
  id: Slug,
  title: z.string(),
  /** Where it goes decides what may stand in it. A public one names no host, no person and no script. */
  audience: z.enum(["internal", "public"]),
  sections: z.array(z.strictObject({ heading: z.string().optional(), fields: z.array(TemplateField).min(1) })).min(1),
});
export type MessageTemplate = z.infer<typeof MessageTemplate>;

const NOTHING = { roles: [], notifications: [], escalation: [], templates: [] };
export const Communication = z
  .strictObject({
    roles: z.array(ContactRole).default([]),
    notifications: z.array(NotificationItem).default([]),
    escalation: z.array(EscalationStep).default([]),
    templates: z.array(MessageTemplate).default([]),
  })
  .default(NOTHING);
export type Communication = z.infer<typeof Communication>;
