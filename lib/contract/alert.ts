import { z } from "zod";
import { Time } from "./common.ts";

export const AlertDraftView = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(["firing", "resolved"]),
  startsAt: Time,
  endsAt: Time.nullable(),
  lastSeenAt: Time,
  /** How often it was reported. */
  notifications: z.number().int(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  source: z.string(),
  /** The target that the label `target` names, when there is one. */
  target: z.string().nullable(),
  playbook: z.string().nullable(),
  /** What the alert says of the playbook's signals. */
  signals: z.record(z.string(), z.union([z.number(), z.boolean()])),
  unusable: z.array(z.object({ name: z.string(), reason: z.string() })),
  incident: z.number().int().nullable(),
});
export type AlertDraftView = z.infer<typeof AlertDraftView>;

export const AlertTokenView = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: Time,
  lastUsedAt: Time.nullable(),
  revokedAt: Time.nullable(),
});
export type AlertTokenView = z.infer<typeof AlertTokenView>;
