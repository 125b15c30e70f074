import { Actor, personOf } from "#lib/domain/actor/actor.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";

/** Another person says what they make of a broken glass. Until then the incident cannot be closed. */
export async function reviewGlass(
  ctx: ServiceContext,
  { runId, review }: { runId: string; review: string },
): Promise<void> {
  authorise(ctx, "run.review-glass");
  const person = personOf(ctx.actor);
  if (!person) throw new AppError("forbidden", "Only a person can review this. Nothing was changed.");
  await ctx.db.$transaction(async (tx) => {
    const glass = await tx.breakGlass.findUnique({ where: { runId }, include: { run: true } });
    if (!glass) throw new AppError("not-found", "The glass was not broken for this run. Nothing was changed.");
    if (personOf(Actor.parse(glass.by)) === person)
      throw new AppError("forbidden", "You broke it yourself: another person has to review it. Nothing was changed.");
    const { count } = await tx.breakGlass.updateMany({
      where: { runId, reviewedAt: null },
      data: { review, reviewedAt: ctx.clock.now(), reviewedBy: ctx.actor },
    });
    if (count === 0) throw new AppError("not-possible-now", "It has been reviewed already. Nothing was changed.");
    await ctx.recorder.timeline(tx, ctx.actor, {
      incident: glass.incidentNumber,
      kind: "run.glass-reviewed",
      text: `${glass.run.title}: ${ctx.actor.name} reviewed that it was armed by one person: ${review}`,
      runId,
    });
    await ctx.recorder.audit(tx, ctx.actor, { action: "run.review-glass", object: `run:${runId}`, data: { review } });
    await ctx.recorder.notify(tx, { t: "incident", number: glass.incidentNumber, what: "incident" });
  });
}
