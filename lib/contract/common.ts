import { z } from "zod";
import { ActorName, Role } from "#lib/domain/actor/actor.ts";

/** ISO 8601 in UTC, with milliseconds. */
export const Time = z.iso.datetime();

/** RFC 9457. `detail` says what is true, what was not done and what is safe next. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  /** Field path → reason, for 422. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** The changing run that holds the target, for 409. */
  holder: z
    .object({
      runId: z.string(),
      incident: z.number().int(),
      procedure: z.string(),
      title: z.string(),
      target: z.string(),
      by: z.string(),
      status: z.string(),
    })
    .optional(),
});
export type Problem = z.infer<typeof Problem>;

export const ActorView = ActorName;
export type ActorView = z.infer<typeof ActorView>;

export const Me = z.object({
  id: z.string(),
  handle: z.string(),
  name: z.string(),
  role: Role,
  may: z.array(z.string()),
});
export type Me = z.infer<typeof Me>;

/** A page of a list: pass `nextCursor` back as `?cursor=`; null at the end. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
