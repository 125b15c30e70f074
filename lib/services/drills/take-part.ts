import type { z } from "zod";
import type { AddLesson, SetParticipants, TickDrillItem } from "#lib/contract/drill.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Tx } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { recordDrill } from "./record.ts";
import { type DrillSubject, drillSubject } from "./subject.ts";
import { requireVerb } from "./verb.ts";
import { judgedItems } from "./view.ts";

/** Says who takes part and who is there. */
export const setParticipants = (ctx: ServiceContext, number: number, body: z.infer<typeof SetParticipants>) =>
  onOpenDrill(ctx, number, async (tx, { row }) => {
    await tx.drill.update({ where: { number }, data: { participants: body.participants } });
    const here = body.participants.filter((p) => p.present).length;
    return {
      action: "drill.participants",
      text: `${here} of ${body.participants.length} participants present`,
      data: { before: row.participants, after: body.participants },
    };
  });

/** Ticks an item or opens it again. What the record proves is not opened by hand; what it does not prove needs a note to be ticked. */
export const tickDrillItem = (
  ctx: ServiceContext,
  number: number,
  { list, item: itemId, body }: { list: "steps" | "checklist"; item: string; body: z.infer<typeof TickDrillItem> },
) =>
  onOpenDrill(ctx, number, async (tx, subject) => {
    const item = judgedItems(subject, list).find((i) => i.id === itemId);
    if (!item) throw new AppError("not-found", `DRILL-${number} has no item "${itemId}" in its ${list}.`);
    if (item.evidence !== null)
      throw new AppError(
        "not-possible-now",
        `"${item.title}" is proven by the record (${item.evidence}). Nothing was changed.`,
      );
    if (body.ticked && item.by === "record" && body.note === "")
      throw new AppError(
        "invalid",
        `"${item.title}" waits for the record. To tick it by hand, say in a note what you saw. Nothing was changed.`,
        { errors: [{ path: "note", message: "is required" }] },
      );
    const key = { drillNumber: number, list, itemId };
    const tick = { tickedAt: ctx.clock.now(), tickedBy: ctx.actor, note: body.note };
    if (body.ticked)
      await tx.drillTick.upsert({
        where: { drillNumber_list_itemId: key },
        create: { ...key, ...tick },
        update: tick,
      });
    else await tx.drillTick.deleteMany({ where: key });
    return {
      action: body.ticked ? "drill.tick" : "drill.untick",
      text: `"${item.title}" ${body.ticked ? "ticked" : "opened again"} by ${ctx.actor.name}${body.note ? `: ${body.note}` : ""}`,
      data: { list, item: itemId },
    };
  });

export const addLesson = (ctx: ServiceContext, number: number, body: z.infer<typeof AddLesson>) =>
  onOpenDrill(ctx, number, async (tx) => {
    await tx.drillLesson.create({
      data: { drillNumber: number, text: body.text, at: ctx.clock.now(), by: ctx.actor },
    });
    return { action: "drill.lesson", text: `Lesson: ${body.text}` };
  });

/** Somebody of the players saw the failure. Once, after it is there. */
export async function detectFailure(ctx: ServiceContext, number: number): Promise<void> {
  await onOpenDrill(ctx, number, async (_tx, { facts }) => {
    requireVerb(facts, "detect", number, ctx.clock.now());
    return { action: "drill.detect", kind: "drill.detected", text: `${ctx.actor.name} saw the failure` };
  });
}

type Said = { action: string; kind?: string; text: string; data?: Record<string, unknown> };

/** Everything that players may do with a drill until it is over, recorded. */
async function onOpenDrill(
  ctx: ServiceContext,
  number: number,
  act: (tx: Tx, subject: DrillSubject) => Promise<Said>,
): Promise<void> {
  authorise(ctx, "drill.take-part");
  await ctx.db.$transaction(async (tx) => {
    const subject = await drillSubject(ctx, number, { tx, lock: true });
    const { row } = subject;
    if (row.endedAt || row.cancelledAt)
      throw new AppError(
        "not-possible-now",
        `DRILL-${number} is ${row.endedAt ? "done and its report sealed" : "cancelled"}. Nothing was changed.`,
      );
    await recordDrill(ctx, tx, row, await act(tx, subject));
  });
}
