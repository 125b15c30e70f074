import type { Workers } from "#lib/ports/queue.ts";
import type { EngineDeps } from "./deps.ts";

/** Takes the timers of communication from the queue. `look` does what a lost job would have done; doing it twice does it once. */
export async function startCommunication(
  { communication: store, engine }: Pick<EngineDeps, "communication" | "engine" | "clock" | "log">,
  workers: Workers,
): Promise<{ look(): Promise<void> }> {
  await workers.work("deadline.due", async ({ deadlineId }) => {
    await store.recordOverdue(engine, deadlineId);
  });
  return {
    async look() {
      const { deadlineIds } = await store.passed();
      for (const id of deadlineIds) await store.recordOverdue(engine, id);
    },
  };
}
