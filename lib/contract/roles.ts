import { z } from "zod";
import { IncidentRole } from "#lib/domain/incident/roles.ts";
import { Time } from "./common.ts";

const Note = z.string().trim().max(2000).default("");
/** A handle of somebody with an account. */
const To = z.string().min(1).max(64);

export const AssignRole = z.strictObject({ to: To, note: Note });
/** The note is what the next person has to know. */
export const HandOverRole = z.strictObject({ to: To, note: z.string().trim().min(3).max(2000) });
export const AnswerHandOver = z.strictObject({ accepted: z.boolean(), note: Note });
export const ReleaseRole = z.strictObject({ note: Note });

export const IncidentRoleView = z.object({
  role: IncidentRole,
  title: z.string(),
  /** Handle; null: nobody holds it. */
  holder: z.string().nullable(),
  since: Time.nullable(),
  /** A hand-over that waits for the next person. */
  offer: z.object({ to: z.string(), note: z.string(), at: Time }).nullable(),
});
export type IncidentRoleView = z.infer<typeof IncidentRoleView>;

/** Somebody who can hold a role. */
export const Responder = z.object({ handle: z.string(), name: z.string() });
export type Responder = z.infer<typeof Responder>;
