import { type Alert, type AlertWebhook, alertsOf } from "#lib/domain/alert/alert.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Tx } from "#lib/ports/db.ts";
import { sha256 } from "../canonical.ts";
import type { ServiceContext } from "../context.ts";

/** Firing alerts that wait for a person at once. A storm of more says nothing that these do not. */
const MAX_OPEN = 500;
const KEPT_MS = 30 * 86_400_000;

export type Received = { opened: number; updated: number; resolved: number; dropped: number };

/**
 * Keeps alerts as drafts: one a fingerprint and start, however often it is reported and in whatever order its reports come. Never declares, never
 * starts anything. Safe to repeat.
 */
export async function receiveAlerts(
  ctx: Pick<ServiceContext, "db" | "clock" | "recorder">,
  { sender, webhook }: { sender: { id: string; name: string }; webhook: AlertWebhook },
): Promise<Received> {
  const at = ctx.clock.now();
  const received: Received = { opened: 0, updated: 0, resolved: 0, dropped: 0 };
  for (const alert of alertsOf(webhook, sha256))
    received[await ctx.db.$transaction((tx) => keep(tx, alert, sender.name, at))] += 1;
  await ctx.db.$transaction(async (tx) => {
    await tx.alertDraft.deleteMany({
      where: { incidentNumber: null, status: "resolved", lastSeenAt: { lt: new Date(at.getTime() - KEPT_MS) } },
    });
    await ctx.recorder.notify(tx, { t: "incident", number: 0, what: "alert" });
  });
  if (received.dropped > 0)
    throw new AppError(
      "too-many",
      `${MAX_OPEN} alerts wait for a person already; ${received.dropped} more were not kept. Group alerts, or dismiss old ones.`,
      { retryAfterSeconds: 60 },
    );
  return received;
}

async function keep(tx: Tx, alert: Alert, source: string, at: Date): Promise<keyof Received> {
  // Two web processes, or Alertmanagers that repeat each other, report the same alert at once.
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(7107, hashtext(${alert.fingerprint}))::text`;
  const where = { fingerprint_startsAt: { fingerprint: alert.fingerprint, startsAt: alert.startsAt } };
  const known = await tx.alertDraft.findUnique({ where });
  const { status, title, labels, annotations, endsAt } = alert;
  if (!known) {
    if (status === "firing" && (await tx.alertDraft.count({ where: OPEN })) >= MAX_OPEN) return "dropped";
    await tx.alertDraft.create({
      data: {
        fingerprint: alert.fingerprint,
        startsAt: alert.startsAt,
        ...{ status, title, labels, annotations, endsAt, source },
        firstSeenAt: at,
        lastSeenAt: at,
      },
    });
    return status === "firing" ? "opened" : "resolved";
  }
  // What is over stays over: a late repetition of "firing" is older news.
  const isOver = known.status === "resolved";
  await tx.alertDraft.update({
    where,
    data: {
      notifications: { increment: 1 },
      lastSeenAt: at,
      ...(isOver ? {} : { status, title, labels, annotations, endsAt }),
    },
  });
  return status === "resolved" && !isOver ? "resolved" : "updated";
}

/** Drafts that somebody should look at. */
export const OPEN = { status: "firing", dismissedAt: null, incidentNumber: null } as const;
