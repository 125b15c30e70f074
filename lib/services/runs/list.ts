import type { RunSummary } from "#lib/contract/run.ts";
import type { Prisma } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { SUMMARY, summarise } from "./summary.ts";

/** Runs as summaries, newest first. */
export async function summaries(ctx: ServiceContext, where: Prisma.RunWhereInput, take: number): Promise<RunSummary[]> {
  const rows = await ctx.db.run.findMany({
    where,
    include: SUMMARY,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take,
  });
  return Promise.all(
    rows.map(async (row) => {
      const { steps } = await ctx.runs.definition(row.id);
      return summarise(row, new Map([...steps].map(([id, step]) => [id, step.title])));
    }),
  );
}

/** A page of all runs. `cursor` is the `createdAt` of the last one seen. */
export async function listRuns(
  ctx: ServiceContext,
  { limit, cursor }: { limit: number; cursor: string | null },
): Promise<{ items: RunSummary[]; nextCursor: string | null }> {
  authorise(ctx, "incident.read");
  const items = await summaries(ctx, cursor ? { createdAt: { lt: new Date(cursor) } } : {}, limit);
  return { items, nextCursor: items.length === limit ? (items.at(-1)?.createdAt ?? null) : null };
}
