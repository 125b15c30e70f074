import type { DrillActionView, DrillSummary, DrillTrend } from "#lib/contract/drill.ts";
import type { Prisma } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { DRILL, subjectOf } from "./subject.ts";
import { actionView, drillSummary } from "./view.ts";

const OPEN: Prisma.DrillWhereInput = { endedAt: null, cancelledAt: null };

/** Drills that are planned or going on, the next one first; or those that are over, the newest first. `cursor` is the number of the last one seen. */
export async function listDrills(
  ctx: ServiceContext,
  { state, limit, cursor }: { state: "open" | "past" | "all"; limit: number; cursor: number | null },
): Promise<{ items: DrillSummary[]; nextCursor: string | null }> {
  authorise(ctx, "incident.read");
  const rows = await ctx.db.drill.findMany({
    where: {
      ...(state === "open" ? OPEN : state === "past" ? { NOT: OPEN } : {}),
      ...(cursor === null ? {} : { number: { lt: cursor } }),
    },
    include: DRILL,
    orderBy: { number: "desc" },
    take: limit,
  });
  const now = ctx.clock.now();
  const items = await Promise.all(rows.map(async (row) => drillSummary(await subjectOf(ctx, row), now)));
  return {
    items: state === "open" ? items.sort((a, b) => a.scheduledAt.localeCompare(b.scheduledAt)) : items,
    nextCursor: rows.length === limit ? String(rows.at(-1)?.number) : null,
  };
}

/** Improvements of all drills, those due first in front. */
export async function listDrillActions(
  ctx: ServiceContext,
  { state }: { state: "open" | "all" },
): Promise<DrillActionView[]> {
  authorise(ctx, "incident.read");
  const rows = await ctx.db.drillAction.findMany({
    where: state === "open" ? { state: "open" } : {},
    include: { drill: { select: { playbook: true, procedure: true } } },
    orderBy: { dueAt: "asc" },
    take: 200,
  });
  const now = ctx.clock.now();
  return rows.map((a) => actionView(a, now));
}

const TREND_DRILLS = 200;

/** Times of the drills that ended, per procedure, by their sealed reports. */
export async function drillTrends(ctx: ServiceContext): Promise<DrillTrend[]> {
  authorise(ctx, "incident.read");
  const rows = await ctx.db.drill.findMany({
    where: { endedAt: { not: null }, reportSha256: { not: null } },
    orderBy: { endedAt: "desc" },
    take: TREND_DRILLS,
    select: { number: true, playbook: true, procedure: true, endedAt: true, report: true },
  });
  const byProcedure = Map.groupBy(rows.reverse(), (r) => `${r.playbook} ${r.procedure}`);
  return [...byProcedure.values()].map((drills) => {
    const newest = drills.at(-1) as (typeof drills)[number];
    const report = newest.report as { procedureTitle: string; procedureTargetMs: number };
    return {
      playbook: newest.playbook,
      procedure: newest.procedure,
      title: report.procedureTitle,
      targetMs: report.procedureTargetMs,
      drills: drills.map((d) => {
        const { procedureMs, totalMs } = d.report as { procedureMs: number | null; totalMs: number | null };
        return { number: d.number, endedAt: (d.endedAt as Date).toISOString(), procedureMs, totalMs };
      }),
    };
  });
}
