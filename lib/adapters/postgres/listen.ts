import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

export type Listener = {
  /** Resolves when the first LISTEN is in force. Never rejects: an unreachable server is tried again. */
  listening: Promise<void>;
  close(): Promise<void>;
};

const firstBackoffMs = 100;
const maxBackoffMs = 5_000;
const connectTimeoutMs = 10_000;
const heartbeatMs = 15_000;

/**
 * Listens on a NOTIFY channel over a connection of its own, for ever: a lost connection is opened again (100 ms,
 * doubling to 5 s). Notifications sent in between are lost, so `onReconnect` is called after every LISTEN, the first
 * included: read what you missed there. Payloads come one after another in the order they were sent.
 */
export function listen(
  url: string,
  channel: string,
  onPayload: (payload: string) => void,
  {
    onReconnect = () => {},
    name = `backout-listen-${channel}`,
  }: { onReconnect?: () => void /** What the server knows the connection by. */; name?: string } = {},
): Listener {
  const closing = new AbortController();
  const first = Promise.withResolvers<void>();
  const loop = keepListening({ url, channel, name }, onPayload, closing.signal, () => {
    first.resolve();
    onReconnect();
  });
  return {
    listening: first.promise,
    async close() {
      closing.abort();
      await loop;
    },
  };
}

async function keepListening(
  { url, channel, name }: { url: string; channel: string; name: string },
  onPayload: (payload: string) => void,
  closing: AbortSignal,
  onListening: () => void,
): Promise<void> {
  let backoffMs = firstBackoffMs;
  while (!closing.aborted) {
    const client = new pg.Client({
      connectionString: url,
      application_name: name,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: connectTimeoutMs,
      keepAlive: true,
    });
    const lost = lossOf(client);
    client.on("notification", ({ payload }) => onPayload(payload ?? ""));
    try {
      await client.connect();
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      backoffMs = firstBackoffMs;
      onListening();
      await untilLost(client, lost, closing);
    } catch {
      // Not reachable, or gone silent. Either way: again.
    }
    await client.end().catch(() => {});
    await delay(backoffMs, undefined, { signal: closing }).catch(() => {});
    backoffMs = Math.min(backoffMs * 2, maxBackoffMs);
  }
}

/** Aborts when the connection breaks. */
function lossOf(client: pg.Client): AbortSignal {
  const lost = new AbortController();
  client.on("error", () => lost.abort());
  client.on("end", () => lost.abort());
  return lost.signal;
}

/** A path that drops packets sends no error: ask the server something from time to time. */
async function untilLost(client: pg.Client, lost: AbortSignal, closing: AbortSignal): Promise<void> {
  const over = AbortSignal.any([lost, closing]);
  while (!over.aborted) {
    const silent = await delay(heartbeatMs, true, { signal: over }).catch(() => false);
    if (silent) await client.query("SELECT 1");
  }
}
