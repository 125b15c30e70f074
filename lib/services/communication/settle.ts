import type { z } from "zod";
import type { CancelDeadline, DeadlineView, SettleDeadline } from "#lib/contract/communication.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Tx } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { communicatedIncident } from "./incident.ts";
import { deadlineView } from "./view.ts";

type Which = { incident: number; item: string };

/** A person says that it was done: phoned, briefed, or sent by another way than Backout's. Goes to the timeline for when it was done. */
export async function settleDeadline(
  ctx: ServiceContext,
  { body, ...which }: Which & { body: z.infer<typeof SettleDeadline> },
): Promise<DeadlineView> {
  authorise(ctx, "communication.tick");
  const now = ctx.clock.now();
  const doneAt = body.doneAt === undefined ? now : new Date(body.doneAt);
  if (doneAt.getTime() > now.getTime() + 1000)
    throw new AppError("invalid", "It is dated in the future. Nothing was ticked.", {
      errors: [{ path: "doneAt", message: "not in the future" }],
    });
  return change(ctx, which, async (tx, row) => {
    if (row.via !== "person" && body.note === "")
      throw new AppError(
        "invalid",
        `"${row.title}" is sent or recorded by Backout. To tick it by hand, say in a note how it was done. Nothing was ticked.`,
        { errors: [{ path: "note", message: "is required" }] },
      );
    await tx.deadline.update({
      where: { id: row.id },
      data: { settledAt: doneAt, settledAs: "done", settledBy: ctx.actor, note: body.note },
    });
    await ctx.recorder.timeline(tx, ctx.actor, {
      incident: which.incident,
      occurredAt: doneAt,
      kind: "notification.done",
      text: `${row.title}: done by ${ctx.actor.name}${lateness(row.dueAt, doneAt)}${body.note ? `: ${body.note}` : ""}`,
    });
  });
}

/** It does not apply, with the reason. Only what the playbook calls optional, or anything once the incident is over. */
export async function cancelDeadline(
  ctx: ServiceContext,
  { body, ...which }: Which & { body: z.infer<typeof CancelDeadline> },
): Promise<DeadlineView> {
  authorise(ctx, "communication.tick");
  return change(ctx, which, async (tx, row, isOver) => {
    if (!row.optional && !isOver)
      throw new AppError(
        "not-possible-now",
        `"${row.title}" is owed while INC-${which.incident} goes on. Nothing was changed. Do it, or resolve the incident first.`,
      );
    await tx.deadline.update({
      where: { id: row.id },
      data: { settledAt: ctx.clock.now(), settledAs: "cancelled", settledBy: ctx.actor, note: body.reason },
    });
    await ctx.recorder.timeline(tx, ctx.actor, {
      incident: which.incident,
      kind: "notification.cancelled",
      text: `${row.title}: does not apply, says ${ctx.actor.name}: ${body.reason}`,
    });
  });
}

type Row = Awaited<ReturnType<typeof openRow>>["row"];

async function change(
  ctx: ServiceContext,
  { incident, item }: Which,
  write: (tx: Tx, row: Row, isOver: boolean) => Promise<void>,
): Promise<DeadlineView> {
  return ctx.db.$transaction(async (tx) => {
    const { row, playbook, isOver } = await openRow(tx, incident, item);
    await write(tx, row, isOver);
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "communication.tick",
      object: `incident:${incident}`,
      data: { item },
    });
    await ctx.recorder.notify(tx, { t: "incident", number: incident, what: "communication" });
    return deadlineView(await tx.deadline.findUniqueOrThrow({ where: { id: row.id } }), playbook, ctx.clock.now());
  });
}

/** Locked, so that of two who settle it at once one is told that it is settled. */
async function openRow(tx: Tx, incident: number, item: string) {
  const { incident: row, playbook } = await communicatedIncident(tx, incident);
  await tx.$queryRaw`SELECT 1 FROM "Deadline" WHERE "incidentNumber" = ${incident} AND "item" = ${item} FOR UPDATE`;
  const found = await tx.deadline.findUnique({ where: { incidentNumber_item: { incidentNumber: incident, item } } });
  if (!found) throw new AppError("not-found", `INC-${incident} owes nothing called "${item}".`);
  if (found.settledAt !== null)
    throw new AppError("not-possible-now", `"${found.title}" is settled already. Nothing was changed.`);
  return { row: found, playbook, isOver: row.status === "resolved" || row.status === "closed" };
}

/** ", 3 min late"; empty in time. */
export const lateness = (dueAt: Date, at: Date): string =>
  at > dueAt ? `, ${Math.ceil((at.getTime() - dueAt.getTime()) / 60_000)} min late` : "";
