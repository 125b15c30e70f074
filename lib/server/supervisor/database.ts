import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { startEmbeddedPostgres } from "#lib/adapters/postgres/embedded.ts";

export type SupervisedDatabase = {
  url: string;
  /** Rejects when the server ended and cannot be brought back where it was. Never resolves. */
  hopeless: Promise<never>;
  stop(): Promise<void>;
};

const backoffMs = 1_000;
const restartAttempts = 10;

/** Runs the embedded server and starts it again, at the same address, when it ends without having been asked. */
export async function superviseDatabase({
  dataDir,
  log,
}: {
  dataDir: string;
  log: Logger;
}): Promise<SupervisedDatabase> {
  let server = await startEmbeddedPostgres({ dataDir, log });
  const { url } = server;
  const stopping = new AbortController();
  const hopeless = Promise.withResolvers<never>();
  hopeless.promise.catch(() => {});

  const loop = (async () => {
    for (;;) {
      await server.exited;
      if (stopping.signal.aborted) return;
      log.error({ pid: server.pid }, "PostgreSQL ended unexpectedly; starting it again");
      await server.stop();
      const again = await restart(() => startEmbeddedPostgres({ dataDir, log }), stopping.signal);
      if (again instanceof Error) return hopeless.reject(again);
      server = again;
      if (server.url !== url) return hopeless.reject(new Error("PostgreSQL's port was taken while it was down."));
    }
  })();

  return {
    url,
    hopeless: hopeless.promise,
    async stop() {
      stopping.abort();
      await server.stop();
      await loop;
      await server.stop(); // the one that a restart brought up meanwhile
    },
  };
}

async function restart<T>(start: () => Promise<T>, stopping: AbortSignal): Promise<T | Error> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === restartAttempts || stopping.aborted) return error as Error;
    }
    await delay(backoffMs, undefined, { signal: stopping }).catch(() => {});
  }
}
