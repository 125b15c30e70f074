import { z } from "zod";
import { RcaField } from "#lib/domain/playbook/schema.ts";
import { Time } from "./common.ts";
import { EvidenceView, TimelineEventView } from "./incident.ts";

export const RcaAction = z.strictObject({
  text: z.string().trim().min(1).max(2000),
  owner: z.string().max(200).default(""),
  dueAt: Time.nullable().default(null),
  done: z.boolean().default(false),
});
export type RcaAction = z.infer<typeof RcaAction>;

/** text → string, list → strings, actions → RcaAction[]; by field id. */
export const RcaValues = z.record(
  z.string(),
  z.union([z.string().max(20_000), z.array(z.string().max(4000)).max(50), z.array(RcaAction).max(50)]),
);
export type RcaValues = z.infer<typeof RcaValues>;

/** Saved only over the version that was read (409 otherwise, with the newer one to merge). */
export const SaveRca = z.strictObject({ version: z.number().int(), values: RcaValues });
export const PublishRca = z.strictObject({ version: z.number().int() });

export const RcaFact = z.object({ id: z.string(), title: z.string(), value: z.string(), source: z.string() });

export const RcaView = z.object({
  incident: z.number().int(),
  title: z.string(),
  version: z.number().int(),
  fields: z.array(RcaField),
  values: RcaValues,
  /** Fields whose text came from the record and was not touched by a person. */
  prefilled: z.array(z.string()),
  missing: z.array(z.string()),
  facts: z.array(RcaFact),
  timeline: z.array(TimelineEventView),
  evidence: z.array(EvidenceView),
  updatedAt: Time.nullable(),
  updatedBy: z.string().nullable(),
  publishedAt: Time.nullable(),
  publishedBy: z.string().nullable(),
});
export type RcaView = z.infer<typeof RcaView>;
