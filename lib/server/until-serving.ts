import { setTimeout as pause } from "node:timers/promises";

const EVERY_MS = 100;

/** Resolves once the web process answers that it is ready, or when `stopped` does. */
export async function untilServing(origin: string, stopped: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  void stopped.then(() => over.abort());
  while (!over.signal.aborted) {
    const answer = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    if (answer?.ok) return;
    await pause(EVERY_MS, undefined, { signal: over.signal }).catch(() => {});
  }
}
