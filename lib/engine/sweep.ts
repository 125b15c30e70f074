import type { Logger } from "pino";
import type { EngineStore } from "#lib/ports/engine-store.ts";
import type { RemoteSession } from "#lib/ports/remote-executor.ts";

/**
 * Takes what ended steps have left on a host, because the engine that carried them died before it could tidy. Keys that are not known here,
 * or not ended, are left alone: they may be another Backout's, or still run. Never rejects.
 */
export async function sweep(store: EngineStore, session: RemoteSession, log: Logger): Promise<void> {
  try {
    const keys = await session.list();
    const over = keys.length > 0 ? await store.over(keys) : [];
    for (const key of over) await session.clean(key);
    const left = keys.length - over.length;
    if (keys.length > 0) log.info({ cleaned: over.length, left }, "files of steps on the target");
  } catch (error) {
    log.info({ reason: error instanceof Error ? error.message : String(error) }, "the target was not swept");
  }
}
