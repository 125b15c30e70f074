import type { z } from "zod";
import type { RescheduleDrill } from "#lib/contract/drill.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { refusePast } from "./plan.ts";
import { recordDrill } from "./record.ts";
import { scheduleNotices } from "./schedule.ts";
import { drillSubject } from "./subject.ts";
import { requireVerb } from "./verb.ts";

/** Moves a drill that was not started. Later dates of its series count from the new one. */
export async function rescheduleDrill(
  ctx: ServiceContext,
  number: number,
  body: z.infer<typeof RescheduleDrill>,
): Promise<void> {
  authorise(ctx, "drill.manage");
  await ctx.db.$transaction(async (tx) => {
    const { row, facts } = await drillSubject(ctx, number, { tx, lock: true });
    const now = ctx.clock.now();
    requireVerb(facts, "reschedule", number, now);
    const scheduledAt = new Date(body.scheduledAt);
    refusePast(scheduledAt, now);
    await tx.drill.update({ where: { number }, data: { scheduledAt, remindedAt: null, overdueNotedAt: null } });
    await scheduleNotices(ctx, tx, { ...row, scheduledAt });
    await recordDrill(ctx, tx, row, {
      action: "drill.reschedule",
      text: `DRILL-${number} moved`,
      data: { from: row.scheduledAt.toISOString(), to: body.scheduledAt },
    });
  });
}
