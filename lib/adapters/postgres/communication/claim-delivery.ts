import { createHash, randomBytes } from "node:crypto";
import type { Prisma } from "#generated/prisma/client.ts";
import { isReal } from "#lib/domain/communication/outside.ts";
import type { ClaimedDelivery } from "#lib/ports/communication-store.ts";
import type { Tx } from "#lib/ports/db.ts";
import type { Message } from "#lib/ports/notifier.ts";
import { ENGINE_CONNECTION } from "../engine-store.ts";
import type { Parts } from "./parts.ts";

const WITH = {
  channel: true,
  incident: { include: { targets: { include: { target: { select: { environment: true } } } } } },
} satisfies Prisma.DeliveryInclude;
const LINK_VALID_MS = 24 * 3_600_000;
type Row = Prisma.DeliveryGetPayload<{ include: typeof WITH }>;

/** The row goes from queued to sending once, with its attempt as the intent: whoever finds it afterwards knows that it may have been sent. */
export async function claimDelivery(
  { db, clock, origin }: Parts,
  engineId: string,
  id: string,
): Promise<ClaimedDelivery | null> {
  return db.$transaction(async (tx) => {
    const now = clock.now();
    const { count } = await tx.delivery.updateMany({
      where: { id, state: "queued", nextAttemptAt: { lte: now } },
      data: { state: "sending", engineId, attempt: { increment: 1 } },
    });
    if (count === 0) return null;
    const row = await tx.delivery.findUniqueOrThrow({ where: { id }, include: WITH });
    await tx.deliveryAttempt.create({ data: { deliveryId: id, attempt: row.attempt, engineId, startedAt: now } });
    const link = await linkOf(tx, row, origin, now);
    return claimed(row, origin, link);
  });
}

/** A fresh link for each attempt: the text of the last one is nowhere. None for a drill, whose messages nobody gets. */
async function linkOf(tx: Tx, row: Row, origin: string, now: Date): Promise<string | null> {
  const { escalationStepId, recipient, recipientName, action, incident } = row;
  if (escalationStepId === null || recipient === "" || action !== "call") return null;
  if (!incident || !isReal(incident)) return null;
  const token = randomBytes(32).toString("base64url");
  await tx.acknowledgeLink.create({
    data: {
      tokenHash: createHash("sha256").update(token).digest("hex"),
      escalationStepId,
      contactName: recipientName,
      expiresAt: new Date(now.getTime() + LINK_VALID_MS),
    },
  });
  return `${origin}/acknowledge?token=${token}`;
}

function claimed(row: Row, origin: string, link: string | null): ClaimedDelivery {
  const { channel, incident } = row;
  return {
    id: row.id,
    attempt: row.attempt,
    kind: kindOf(row.kind),
    channel: channel?.enabled ? { id: channel.id, settings: channel.settings, sealed: channel.sealed } : null,
    incident,
    message: {
      id: row.id,
      action: row.action as Message["action"],
      incident: row.incidentNumber,
      severity: incident?.severity ?? "minor",
      subject: row.subject,
      body: link === null ? row.body : `${row.body}\n\nTo acknowledge, open this and press the button:\n${link}`,
      recipient: row.recipient,
      recipientName: row.recipientName,
      url: incident ? `${origin}/incidents/${incident.number}` : origin,
    },
  };
}

/** As the domain writes it: the column's enum cannot have a hyphen. */
export const kindOf = (kind: Row["kind"]): ClaimedDelivery["kind"] => (kind === "status_page" ? "status-page" : kind);

/** An engine that died has no connection any more; one that lives says itself what it is sending. */
export async function abandonedDeliveries({ db }: Parts, engine: string, sending: readonly string[]) {
  return db.$queryRaw<{ id: string; attempt: number }[]>`
    SELECT d."id", d."attempt" FROM "Delivery" d
    WHERE d."state" = 'sending'
      AND CASE WHEN d."engineId" = ${engine} THEN NOT (d."id" = ANY(${[...sending]}))
          ELSE NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.application_name = ${ENGINE_CONNECTION} || d."engineId") END`;
}
