import type { IncidentSummary } from "#lib/contract/incident.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { summaries } from "../runs/list.ts";
import { INCIDENT, incidentSummary } from "./summary.ts";

/** A page of incidents, newest first. `cursor` is the number of the last one seen. */
export async function listIncidents(
  ctx: ServiceContext,
  { state, limit, cursor }: { state: "active" | "all"; limit: number; cursor: number | null },
): Promise<{ items: IncidentSummary[]; nextCursor: string | null }> {
  authorise(ctx, "incident.read");
  const rows = await ctx.db.incident.findMany({
    where: {
      ...(state === "active" ? { status: { notIn: ["resolved", "closed"] } } : {}),
      ...(cursor === null ? {} : { number: { lt: cursor } }),
    },
    include: INCIDENT,
    orderBy: { number: "desc" },
    take: limit,
  });
  const items = await Promise.all(
    rows.map(async (row) =>
      incidentSummary(row, (await summaries(ctx, { incidentNumber: row.number, purpose: "rollback" }, 1))[0] ?? null),
    ),
  );
  return { items, nextCursor: items.length === limit ? String(items.at(-1)?.number) : null };
}
