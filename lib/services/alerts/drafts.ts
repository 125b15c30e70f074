import type { AlertDraftView } from "#lib/contract/alert.ts";
import { suppliedSignals } from "#lib/domain/alert/signals.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import type { Prisma, Tx } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { playbookOf } from "../playbooks/parsed.ts";

/** A resolved alert that nobody declared is shown this long: it may have been the harm, and somebody wants to know. */
const SHOWN_MS = 3_600_000;
const MOST = 100;

/** Alerts that wait for a person, those that still fire first. */
export async function listAlertDrafts(ctx: ServiceContext): Promise<AlertDraftView[]> {
  authorise(ctx, "incident.read");
  const since = new Date(ctx.clock.now().getTime() - SHOWN_MS);
  const rows = await ctx.db.alertDraft.findMany({
    where: { dismissedAt: null, incidentNumber: null, OR: [{ status: "firing" }, { lastSeenAt: { gte: since } }] },
    orderBy: [{ status: "asc" }, { startsAt: "desc" }],
    take: MOST,
  });
  return Promise.all(rows.map((row) => view(ctx, row)));
}

/** "This is nothing." It stays on the record of alerts, and the next time it starts it is a new one. */
export async function dismissAlertDraft(ctx: ServiceContext, id: string): Promise<void> {
  authorise(ctx, "incident.declare");
  await ctx.db.$transaction(async (tx) => {
    const draft = await tx.alertDraft.findUnique({ where: { id } });
    if (!draft) throw new AppError("not-found", "There is no such alert. Nothing was changed.");
    if (draft.dismissedAt) return;
    await tx.alertDraft.update({ where: { id }, data: { dismissedAt: ctx.clock.now(), dismissedBy: ctx.actor } });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "alert.dismiss",
      object: `alert:${id}`,
      data: { title: draft.title },
    });
    await ctx.recorder.notify(tx, { t: "incident", number: 0, what: "alert" });
  });
}

/** In the transaction of a declaration: the alert belongs to the incident, whose timeline says since when it fired. */
export async function linkAlertDraft(ctx: ServiceContext, tx: Tx, id: string, incident: number): Promise<void> {
  const draft = await tx.alertDraft.findUnique({ where: { id } });
  if (!draft || draft.incidentNumber !== null)
    throw new AppError(
      "invalid",
      draft
        ? `The alert belongs to INC-${draft.incidentNumber} already. Nothing was declared.`
        : "There is no such alert. Nothing was declared.",
      { errors: [{ path: "alertDraft", message: draft ? "belongs to another incident" : "unknown" }] },
    );
  await tx.alertDraft.update({ where: { id }, data: { incidentNumber: incident } });
  await ctx.recorder.timeline(tx, ctx.actor, {
    incident,
    occurredAt: draft.startsAt,
    kind: "alert.started",
    text: `Alert: ${draft.title}`,
    data: { alert: id, fingerprint: draft.fingerprint, labels: draft.labels, annotations: draft.annotations },
  });
}

async function view(ctx: ServiceContext, row: Prisma.AlertDraftGetPayload<object>): Promise<AlertDraftView> {
  const labels = row.labels as Record<string, string>;
  const annotations = row.annotations as Record<string, string>;
  const target = labels.target
    ? await ctx.db.target.findUnique({ where: { name: labels.target }, include: { playbookVersion: true } })
    : null;
  const playbook: Playbook | null = target ? playbookOf(target.playbookVersion) : null;
  return {
    id: row.id,
    title: row.title,
    status: row.status === "resolved" ? "resolved" : "firing",
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt?.toISOString() ?? null,
    lastSeenAt: row.lastSeenAt.toISOString(),
    notifications: row.notifications,
    labels,
    annotations,
    source: row.source,
    target: target?.name ?? null,
    playbook: playbook?.playbook ?? null,
    ...suppliedSignals(annotations, playbook?.signals ?? []),
    incident: row.incidentNumber,
  };
}
