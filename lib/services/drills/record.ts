import type { Tx } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";
import type { DrillRow } from "./subject.ts";

type Said = { action: string; text: string; kind?: string; data?: Record<string, unknown> };

/** Audit of the drill, the timeline of its incident once it has one, and the bell for those who look at it. */
export async function recordDrill(
  ctx: ServiceContext,
  tx: Tx,
  { number, incident }: { number: number; incident: Pick<NonNullable<DrillRow["incident"]>, "number"> | null },
  { action, text, kind, data = {} }: Said,
): Promise<void> {
  await ctx.recorder.audit(tx, ctx.actor, { action, object: `drill:${number}`, data });
  if (incident)
    await ctx.recorder.timeline(tx, ctx.actor, { incident: incident.number, kind: kind ?? action, text, data });
  await ctx.recorder.notify(tx, { t: "incident", number: incident?.number ?? 0, what: "drill" });
}
