import { expect, onTestFinished, test, vi } from "vitest";
import { listen } from "#lib/adapters/postgres/listen.ts";
import { createTestDatabase } from "./database.ts";

const db = await createTestDatabase();

function start(channel: string) {
  const payloads: string[] = [];
  const onReconnect = vi.fn();
  const listener = listen(db.url, channel, (payload) => payloads.push(payload), { onReconnect });
  onTestFinished(() => listener.close());
  return { listener, payloads, onReconnect };
}

const notify = (channel: string, payload: string) => db.pool.query("SELECT pg_notify($1, $2)", [channel, payload]);

async function cutConnections(channel: string): Promise<void> {
  await db.pool.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [
    `backout-listen-${channel}`,
  ]);
}

test("delivers payloads of its channel in order, and none of another", async () => {
  const { listener, payloads } = start("run_events");
  await listener.listening;
  await notify("other", "x");
  for (const payload of ["1", "2", "3"]) await notify("run_events", payload);
  await vi.waitFor(() => expect(payloads).toEqual(["1", "2", "3"]));
});

test("delivers nothing of a transaction that is rolled back", async () => {
  const { listener, payloads } = start("tx");
  await listener.listening;
  const client = await db.pool.connect();
  await client.query("BEGIN");
  await client.query("NOTIFY tx, 'undone'");
  await client.query("ROLLBACK");
  client.release();
  await notify("tx", "done");
  await vi.waitFor(() => expect(payloads).toEqual(["done"]));
});

test("listens again after its connection was cut, and says so, so that what was missed can be read", async () => {
  const { listener, payloads, onReconnect } = start("cut");
  await listener.listening;
  expect(onReconnect).toHaveBeenCalledTimes(1);
  await cutConnections("cut");
  await vi.waitFor(() => expect(onReconnect).toHaveBeenCalledTimes(2), { timeout: 5_000 });
  await notify("cut", "after");
  await vi.waitFor(() => expect(payloads).toEqual(["after"]));
});

test("keeps channels apart whose names need quoting", async () => {
  const { listener, payloads } = start('odd "name"');
  await listener.listening;
  await notify('odd "name"', "x");
  await vi.waitFor(() => expect(payloads).toEqual(["x"]));
});

test("closing ends the connection and the retries", async () => {
  const { listener } = start("closing");
  await listener.listening;
  await listener.close();
  await vi.waitFor(async () => {
    const { rows } = await db.pool.query(
      "SELECT 1 FROM pg_stat_activity WHERE application_name = 'backout-listen-closing'",
    );
    expect(rows).toEqual([]);
  });
});

test("closing works while the server cannot be reached", async () => {
  const listener = listen("postgresql://u:p@127.0.0.1:1/app", "c", () => {});
  await listener.close();
});
