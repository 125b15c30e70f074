import type { DrillView } from "#lib/contract/drill.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { type DrillRow, drillSubject } from "./subject.ts";
import { actionView, drillView } from "./view.ts";

const PAST_SHOWN = 8;

/** A drill with its stopwatch, lists, lessons and improvements, those of earlier drills of the same procedure included. */
export async function getDrill(ctx: ServiceContext, number: number): Promise<DrillView> {
  authorise(ctx, "incident.read");
  const subject = await drillSubject(ctx, number);
  const now = ctx.clock.now();
  return drillView(subject, {
    now,
    carried: await carriedInto(ctx, subject.row, now),
    past: await pastOf(ctx, subject.row),
  });
}

/** Improvements that earlier drills of the procedure found and nobody has done yet. */
export async function carriedInto(
  ctx: ServiceContext,
  { number, playbook, procedure }: Pick<DrillRow, "number" | "playbook" | "procedure">,
  now: Date,
): Promise<DrillView["carried"]> {
  const rows = await ctx.db.drillAction.findMany({
    where: { state: "open", drillNumber: { lt: number }, drill: { playbook, procedure } },
    include: { drill: { select: { playbook: true, procedure: true } } },
    orderBy: { dueAt: "asc" },
  });
  return rows.map((a) => actionView(a, now));
}

/** What earlier drills of the procedure took, by their own sealed reports. */
export async function pastOf(
  ctx: ServiceContext,
  { number, playbook, procedure }: Pick<DrillRow, "number" | "playbook" | "procedure">,
): Promise<DrillView["past"]> {
  const rows = await ctx.db.drill.findMany({
    where: { playbook, procedure, endedAt: { not: null }, number: { lt: number } },
    orderBy: { endedAt: "desc" },
    take: PAST_SHOWN,
    select: { number: true, endedAt: true, report: true },
  });
  return rows.flatMap(({ number: earlier, endedAt, report }) => {
    const times = report as { procedureMs: number | null; procedureTargetMs: number; totalMs: number | null } | null;
    if (!endedAt || !times) return [];
    const { procedureMs, procedureTargetMs, totalMs } = times;
    return [{ number: earlier, endedAt: endedAt.toISOString(), procedureMs, procedureTargetMs, totalMs }];
  });
}
