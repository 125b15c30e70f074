import type { Logger } from "pino";
import type { Checkpoints } from "#lib/ports/checkpoints.ts";
import type { Workers } from "#lib/ports/queue.ts";

/** Between two looks whether the record has grown. Nothing is lost by a missed one: the next covers what it would have. */
const EVERY_MS = 60_000;

/** Takes checkpoints of the record when asked (an export waits for one), and every minute when something was recorded. */
export async function keepCheckpoints(
  { checkpoints, log }: { checkpoints: Checkpoints; log: Logger },
  workers: Workers,
): Promise<{ stop(): Promise<void> }> {
  await workers.work("record.checkpoint", async () => {
    await checkpoints.take();
  });
  let taking: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    taking = taking.then(() => checkpoints.take()).catch((error: unknown) => log.warn({ err: error }, "checkpoint"));
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await taking;
    },
  };
}
