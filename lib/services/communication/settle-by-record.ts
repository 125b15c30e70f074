import type { Tx } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";
import { lateness } from "./settle.ts";

/** What the record shows to be done settles its deadline, in the transaction that made it true. Only the first time counts. */
export async function settleByRecord(
  ctx: Pick<ServiceContext, "actor" | "clock" | "recorder">,
  tx: Tx,
  incident: number,
  record: "report" | "review",
): Promise<void> {
  const now = ctx.clock.now();
  const open = await tx.deadline.findMany({ where: { incidentNumber: incident, record, settledAt: null } });
  for (const row of open) {
    const { count } = await tx.deadline.updateMany({
      where: { id: row.id, settledAt: null },
      data: { settledAt: now, settledAs: "done", settledBy: ctx.actor },
    });
    if (count === 0) continue;
    await ctx.recorder.timeline(tx, ctx.actor, {
      incident,
      kind: "notification.done",
      text: `${row.title}: shown by the record${lateness(row.dueAt, now)}`,
    });
    await ctx.recorder.notify(tx, { t: "incident", number: incident, what: "communication" });
  }
}
