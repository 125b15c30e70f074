import type { z } from "zod";
import type { CancelDrill } from "#lib/contract/drill.ts";
import { unsettled } from "#lib/domain/drill/facts.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Tx } from "#lib/ports/db.ts";
import { canonical, sha256 } from "../canonical.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { planNext } from "./next.ts";
import { recordDrill } from "./record.ts";
import { drillReport } from "./report/build.ts";
import { type DrillSubject, drillSubject } from "./subject.ts";
import { requireVerb } from "./verb.ts";

/** The exercise is over; now people write down what they learned. Rollbacks may still be running out. */
export async function reviewDrill(ctx: ServiceContext, number: number): Promise<void> {
  authorise(ctx, "drill.manage");
  await ctx.db.$transaction(async (tx) => {
    const { row, facts } = await drillSubject(ctx, number, { tx, lock: true });
    const now = ctx.clock.now();
    requireVerb(facts, "review", number, now);
    await tx.drill.update({ where: { number }, data: { reviewingAt: now } });
    await recordDrill(ctx, tx, row, {
      action: "drill.review",
      text: `${ctx.actor.name} began the review of DRILL-${number}`,
    });
  });
}

/** Ends the drill: resolves its incident, seals the report as it is now, and plans the next one of the series. Open items stand in the report as open. */
export async function finishDrill(ctx: ServiceContext, number: number): Promise<{ next: number | null }> {
  authorise(ctx, "drill.manage");
  return ctx.db.$transaction(
    async (tx) => {
      const subject = await drillSubject(ctx, number, { tx, lock: true });
      const now = ctx.clock.now();
      requireVerb(subject.facts, "finish", number, now);
      refuseUnsettled(subject);
      await tx.drill.update({ where: { number }, data: { endedAt: now } });
      await recordDrill(ctx, tx, subject.row, {
        action: "drill.finish",
        kind: "drill.finished",
        text: `DRILL: ${ctx.actor.name} finished DRILL-${number}`,
      });
      await resolveIncidentOf(ctx, tx, subject, now);
      const report = await drillReport(ctx, await drillSubject(ctx, number, { tx }), tx);
      // Stored as exactly the value that was hashed.
      const sealed = canonical(report);
      await tx.drill.update({
        where: { number },
        data: { report: JSON.parse(sealed), reportSha256: sha256(sealed) },
      });
      return { next: await planNext(ctx, tx, subject.row) };
    },
    { timeout: 30_000 },
  );
}

/** Ends a drill without a report, with the reason. Its series goes on. */
export async function cancelDrill(
  ctx: ServiceContext,
  number: number,
  { reason }: z.infer<typeof CancelDrill>,
): Promise<{ next: number | null }> {
  authorise(ctx, "drill.manage");
  return ctx.db.$transaction(
    async (tx) => {
      const subject = await drillSubject(ctx, number, { tx, lock: true });
      const now = ctx.clock.now();
      requireVerb(subject.facts, "cancel", number, now);
      refuseUnsettled(subject);
      await tx.drill.update({ where: { number }, data: { cancelledAt: now, cancelReason: reason } });
      await recordDrill(ctx, tx, subject.row, {
        action: "drill.cancel",
        kind: "drill.cancelled",
        text: `DRILL: ${ctx.actor.name} cancelled DRILL-${number}: ${reason}`,
        data: { reason },
      });
      await resolveIncidentOf(ctx, tx, subject, now);
      return { next: await planNext(ctx, tx, subject.row) };
    },
    { timeout: 30_000 },
  );
}

function refuseUnsettled({ row, facts }: DrillSubject): void {
  const run = unsettled(facts);
  if (!run) return;
  throw new AppError(
    "not-possible-now",
    `"${run.title}" of DRILL-${row.number} is ${run.status}. Nothing was changed. Wait until it has ended, or stop it first.`,
  );
}

async function resolveIncidentOf(ctx: ServiceContext, tx: Tx, { row }: DrillSubject, now: Date): Promise<void> {
  const { incident } = row;
  if (!incident || incident.status === "resolved" || incident.status === "closed") return;
  await tx.incident.update({ where: { number: incident.number }, data: { status: "resolved", resolvedAt: now } });
  await ctx.recorder.timeline(tx, ctx.actor, {
    incident: incident.number,
    kind: "incident.resolved",
    text: `Resolved with the end of DRILL-${row.number}`,
  });
  await ctx.recorder.notify(tx, { t: "incident", number: incident.number, what: "incident" });
}
