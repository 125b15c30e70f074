import type { Workers } from "#lib/ports/queue.ts";
import { type DeliverDeps, deliver } from "./deliver.ts";

const NEVER_HEARD = "the engine ended in the middle of it";

/** Takes timers and deliveries from the queue. `look` does what a lost job would have done; doing it twice does it once. */
export async function startCommunication(deps: DeliverDeps, workers: Workers): Promise<{ look(): Promise<void> }> {
  const { communication: store, engine } = deps;
  const sending = new Set<string>();
  await workers.work("deadline.due", async ({ deadlineId }) => {
    await store.recordOverdue(engine, deadlineId);
  });
  await workers.work("escalation.step", async ({ stepId }) => {
    await store.fireStep(engine, stepId);
  });
  await workers.work("delivery.send", ({ deliveryId }) => deliver(deps, sending, deliveryId));
  return {
    async look() {
      for (const lost of await store.abandoned(engine.id, [...sending]))
        await store.settleDelivery(engine, lost, { kind: "unknown", answer: NEVER_HEARD });
      const { deadlineIds, stepIds, deliveries } = await store.passed();
      for (const id of stepIds) await store.fireStep(engine, id);
      for (const id of deadlineIds) await store.recordOverdue(engine, id);
      // Asked for, not made here: what waits for a slow mail server holds up nothing else.
      for (const delivery of deliveries) await store.askAgain(delivery);
    },
  };
}
