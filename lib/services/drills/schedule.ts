import { overdueAt } from "#lib/domain/drill/status.ts";
import type { Tx } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";

const DAY_MS = 86_400_000;
/** People plan their week by it. The engine's store reads the same distance. */
export const REMIND_BEFORE_MS = 7 * DAY_MS;

/** Asks the queue to have the drill looked at when its reminder and its overdue moment come. The engine's own look stands behind it. */
export async function scheduleNotices(
  ctx: ServiceContext,
  tx: Tx,
  drill: { number: number; scheduledAt: Date; durationMs: number },
): Promise<void> {
  const moments = [new Date(drill.scheduledAt.getTime() - REMIND_BEFORE_MS), overdueAt(drill)];
  for (const at of moments)
    await ctx.queue.send(tx, "drill.notice", { drill: drill.number, at: at.toISOString() }, { startAfter: at });
}
