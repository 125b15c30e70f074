import type { z } from "zod";
import type { AddDrillAction, CloseDrillAction } from "#lib/contract/drill.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { recordDrill } from "./record.ts";
import { drillSubject } from "./subject.ts";

/** An improvement with somebody who does it. Possible after the drill too: its report names what was known at its end. */
export async function addDrillAction(
  ctx: ServiceContext,
  number: number,
  body: z.infer<typeof AddDrillAction>,
): Promise<void> {
  authorise(ctx, "drill.take-part");
  await ctx.db.$transaction(async (tx) => {
    const { row } = await drillSubject(ctx, number, { tx, lock: true });
    await tx.drillAction.create({
      data: {
        drillNumber: number,
        title: body.title,
        owner: body.owner,
        dueAt: new Date(body.dueAt),
        createdAt: ctx.clock.now(),
        createdBy: ctx.actor,
      },
    });
    await recordDrill(ctx, tx, row, {
      action: "drill.action.add",
      text: `Improvement: ${body.title} (${body.owner}, due ${body.dueAt.slice(0, 10)})`,
      data: { owner: body.owner, dueAt: body.dueAt },
    });
  });
}

/** Ends an improvement, once: done, or dropped with the reason. */
export async function closeDrillAction(
  ctx: ServiceContext,
  id: string,
  body: z.infer<typeof CloseDrillAction>,
): Promise<void> {
  authorise(ctx, "drill.take-part");
  if (body.state === "dropped" && body.note === "")
    throw new AppError("invalid", "An improvement is dropped with the reason. Nothing was changed.", {
      errors: [{ path: "note", message: "is required" }],
    });
  await ctx.db.$transaction(async (tx) => {
    const action = await tx.drillAction.findUnique({
      where: { id },
      include: { drill: { include: { incident: true } } },
    });
    if (!action) throw new AppError("not-found", "There is no such improvement.");
    const closed = await tx.drillAction.updateMany({
      where: { id, state: "open" },
      data: { state: body.state, note: body.note, closedAt: ctx.clock.now(), closedBy: ctx.actor },
    });
    if (closed.count === 0)
      throw new AppError("not-possible-now", `"${action.title}" is ${action.state} already. Nothing was changed.`);
    await recordDrill(ctx, tx, action.drill, {
      action: "drill.action.close",
      text: `Improvement ${body.state}: ${action.title}`,
      data: { action: id, state: body.state },
    });
  });
}
