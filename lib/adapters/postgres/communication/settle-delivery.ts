import type { Actor } from "#lib/domain/actor/actor.ts";
import { afterAttempt, type SendOutcome } from "#lib/domain/communication/delivery.ts";
import type { Tx } from "#lib/ports/db.ts";
import { kindOf } from "./claim-delivery.ts";
import type { Parts } from "./parts.ts";

type Outcome = SendOutcome | { kind: "recorded" };
const DRILL = "a drill: recorded, sent to nobody";
const WORDS = { delivered: "sent", failed: "not sent", unknown: "not known whether it arrived", recorded: "recorded" };

/** Only the attempt that is under way is settled, once: a late word about an earlier one changes nothing. */
export async function settleDelivery(
  parts: Parts,
  by: Actor,
  { id, attempt }: { id: string; attempt: number },
  outcome: Outcome,
): Promise<void> {
  const { db, clock } = parts;
  await db.$transaction(async (tx) => {
    const now = clock.now();
    const answer = outcome.kind === "recorded" ? DRILL : outcome.answer;
    const row = await tx.delivery.findUniqueOrThrow({ where: { id } });
    const next =
      outcome.kind === "recorded"
        ? { state: "recorded" as const }
        : afterAttempt(kindOf(row.kind), outcome, attempt, now);
    const isOver = next.state !== "queued";
    const { count } = await tx.delivery.updateMany({
      where: { id, attempt, state: "sending" },
      data: { ...next, answer, engineId: null, ...(isOver ? { endedAt: now } : {}) },
    });
    if (count === 0) return;
    await tx.deliveryAttempt.update({
      where: { deliveryId_attempt: { deliveryId: id, attempt } },
      data: { endedAt: now, outcome: outcome.kind, answer },
    });
    if (next.state === "queued")
      await parts.queue.send(
        tx,
        "delivery.send",
        { deliveryId: id, attempt: attempt + 1 },
        { startAfter: next.nextAttemptAt },
      );
    else await tell(parts, tx, by, { ...row, state: next.state, answer });
    if (row.incidentNumber !== null)
      await parts.recorder.notify(tx, { t: "incident", number: row.incidentNumber, what: "communication" });
  });
}

type Ended = Awaited<ReturnType<Tx["delivery"]["findUniqueOrThrow"]>> & { state: keyof typeof WORDS };

async function tell({ recorder, clock }: Parts, tx: Tx, by: Actor, row: Ended): Promise<void> {
  const incident = row.incidentNumber;
  if (incident === null) return;
  const to = row.recipient === "" ? row.channelName : `${row.recipientName} by ${row.channelName}`;
  await recorder.timeline(tx, by, {
    incident,
    kind: `notification.${row.state === "failed" ? "failed" : row.state === "unknown" ? "lost" : "sent"}`,
    text: `"${row.subject}" to ${to}: ${WORDS[row.state]} (${row.answer})`,
    data: { deliveryId: row.id },
  });
  if (row.draftId === null) return;
  const left = await tx.delivery.count({
    where: { draftId: row.draftId, state: { notIn: ["delivered", "recorded"] } },
  });
  const draft = await tx.draft.findUniqueOrThrow({ where: { id: row.draftId } });
  if (left > 0 || draft.deadlineId === null) return;
  await tx.deadline.updateMany({
    where: { id: draft.deadlineId, settledAt: null },
    data: { settledAt: clock.now(), settledAs: "sent", settledBy: draft.sentBy ?? by },
  });
}
