import type { CommunicationStore } from "#lib/ports/communication-store.ts";
import { abandonedDeliveries, claimDelivery } from "./claim-delivery.ts";
import { fireStep } from "./fire-step.ts";
import type { Parts } from "./parts.ts";
import { recordOverdue } from "./record-overdue.ts";
import { settleDelivery } from "./settle-delivery.ts";

export function createCommunicationStore(parts: Parts): CommunicationStore {
  const { db, clock, queue } = parts;
  return {
    async passed() {
      const now = clock.now();
      const deadlines = await db.deadline.findMany({
        where: { settledAt: null, overdueAt: null, dueAt: { lte: now } },
        select: { id: true },
      });
      const steps = await db.escalationStep.findMany({
        where: { firedAt: null, stoppedAt: null, dueAt: { lte: now } },
        select: { id: true },
      });
      const deliveries = await db.delivery.findMany({
        where: { state: "queued", nextAttemptAt: { lte: now } },
        select: { id: true, attempt: true },
      });
      return {
        deadlineIds: deadlines.map((d) => d.id),
        stepIds: steps.map((s) => s.id),
        deliveries: deliveries.map(({ id, attempt }) => ({ deliveryId: id, attempt: attempt + 1 })),
      };
    },
    async askAgain(delivery) {
      await db.$transaction((tx) => queue.send(tx, "delivery.send", delivery));
    },
    recordOverdue: (by, deadlineId) => recordOverdue(parts, by, deadlineId),
    fireStep: (by, stepId) => fireStep(parts, by, stepId),
    claimDelivery: (engine, deliveryId) => claimDelivery(parts, engine, deliveryId),
    settleDelivery: (by, delivery, outcome) => settleDelivery(parts, by, delivery, outcome),
    abandoned: (engine, sending) => abandonedDeliveries(parts, engine, sending),
  };
}
