import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";

/** As long as somebody looks, an engine asks again; a page says so anew while it is open. */
const WANTED_MS = 60_000;

/** Somebody looks at a target's signals: an engine measures them at once, and then every 15 s for a minute. Safe to repeat; answers until when. */
export async function askForMeasurements(ctx: ServiceContext, targetId: string): Promise<{ until: string | null }> {
  authorise(ctx, "target.read");
  const until = new Date(ctx.clock.now().getTime() + WANTED_MS);
  return ctx.db.$transaction(async (tx) => {
    const { count } = await tx.metricsSource.updateMany({ where: { targetId }, data: { wantedUntil: until } });
    if (count > 0) {
      await ctx.queue.send(tx, "signals.measure", { targetId });
      return { until: until.toISOString() };
    }
    if (!(await tx.target.findUnique({ where: { id: targetId }, select: { id: true } })))
      throw new AppError("not-found", "There is no such target.");
    return { until: null };
  });
}
