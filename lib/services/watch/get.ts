import { z } from "zod";
import type { WatchSeriesView, WatchView } from "#lib/contract/watch.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Prisma } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";

/** Of a watch that was tried again and again, the last passes: as many as a chart shows. */
const MOST_TICKS = 800;
const Samples = z.array(
  z.object({ name: z.string(), value: z.number(), limit: z.number().nullable(), unit: z.string() }),
);

/** What the watches of a run measured, one for each step that has made a pass; the latest attempt of a step only. */
export async function getWatches(ctx: ServiceContext, runId: string): Promise<WatchView[]> {
  authorise(ctx, "incident.read");
  const run = await ctx.db.run.findUnique({
    where: { id: runId },
    select: {
      steps: {
        where: { kind: "watch", watchTicks: { some: {} } },
        orderBy: [{ position: "asc" }, { attempt: "desc" }],
        include: {
          target: { select: { name: true } },
          watchTicks: { orderBy: { tick: "desc" }, take: MOST_TICKS },
        },
      },
    },
  });
  if (!run) throw new AppError("not-found", "There is no such run.");
  const isLatest = (step: { targetId: string; stepId: string }, i: number) =>
    run.steps.findIndex((s) => s.targetId === step.targetId && s.stepId === step.stepId) === i;
  return run.steps.filter(isLatest).flatMap((step) => view(step.id, step.target.name, [...step.watchTicks].reverse()));
}

type Tick = Prisma.WatchTickGetPayload<object>;

function view(stepRunId: string, target: string, ticks: readonly Tick[]): WatchView[] {
  const last = ticks.at(-1);
  if (!last) return [];
  const crossed = ticks.findLast((t) => t.crossed !== null);
  return [
    {
      stepRunId,
      target,
      at: last.at.toISOString(),
      stableSeconds: last.stableSeconds,
      windowSeconds: last.windowSeconds,
      restarts: last.restarts,
      crossed: crossed ? { at: crossed.at.toISOString(), text: crossed.crossed ?? "" } : null,
      totalSeconds: last.totalSeconds,
      atMostSeconds: last.atMostSeconds,
      series: seriesOf(ticks),
    },
  ];
}

function seriesOf(ticks: readonly Tick[]): WatchSeriesView[] {
  const byName = new Map<string, WatchSeriesView>();
  for (const { totalSeconds, samples } of ticks)
    for (const { name, value, limit, unit } of Samples.parse(samples)) {
      const series = byName.get(name) ?? { name, unit, limit, points: [] };
      series.points.push([totalSeconds, value]);
      series.limit = limit;
      byName.set(name, series);
    }
  return [...byName.values()];
}
