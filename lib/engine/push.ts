import type { Logger } from "pino";
import type { ClaimedPush, PushSender, PushStore } from "#lib/ports/push.ts";

/** Between two looks at the record: how late a phone may be told. */
const EVERY_MS = 2_000;

type Deps = { store: PushStore; sender: PushSender; log: Logger; everyMs?: number };

/** Wakes people by their browsers. A loop of its own: a push service that does not answer holds up no run, no deadline and no escalation. */
export function keepPushing({ store, sender, log, everyMs = EVERY_MS }: Deps): { stop(): Promise<void> } {
  async function push({ key, payload, browsers }: ClaimedPush): Promise<void> {
    await Promise.all(
      browsers.map(async (browser) => {
        const outcome = await sender.send(browser, payload);
        if (outcome.kind === "failed") log.warn({ browser: browser.id, answer: outcome.answer }, "push");
        await store.settle(browser.id, outcome);
      }),
    );
    await store.end(key);
  }
  async function look(): Promise<void> {
    await store.note();
    for (const message of await store.claim()) await push(message);
  }
  let looking: Promise<void> | null = null;
  const timer = setInterval(() => {
    looking ??= look()
      .catch((error: unknown) => log.warn({ err: error }, "push"))
      .finally(() => {
        looking = null;
      });
  }, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
