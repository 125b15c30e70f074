import type { z } from "zod";
import type { AddTimelineEvent } from "#lib/contract/incident.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";

/** Writes a note into the timeline, for when it happened: before now, and any time before the declaration too. */
export async function addNote(
  ctx: ServiceContext,
  number: number,
  body: z.infer<typeof AddTimelineEvent>,
): Promise<void> {
  authorise(ctx, "incident.note");
  await ctx.db.$transaction(async (tx) => {
    if (!(await tx.incident.findUnique({ where: { number }, select: { number: true } })))
      throw new AppError("not-found", `There is no incident INC-${number}.`);
    const occurredAt = body.occurredAt === undefined ? ctx.clock.now() : new Date(body.occurredAt);
    if (occurredAt.getTime() > ctx.clock.now().getTime() + 1000)
      throw new AppError("invalid", "The note is dated in the future. Nothing was written.", {
        errors: [{ path: "occurredAt", message: "not in the future" }],
      });
    await ctx.recorder.timeline(tx, ctx.actor, { incident: number, occurredAt, kind: "note.added", text: body.text });
    await ctx.recorder.audit(tx, ctx.actor, { action: "incident.note", object: `incident:${number}` });
  });
}
