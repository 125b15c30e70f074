// The engine process: plain Node, holds the key that opens credentials, opens SSH connections, carries runs.
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import pino from "pino";
import { openProcessDb } from "#lib/adapters/postgres/client.ts";
import { createEngineStore } from "#lib/adapters/postgres/engine-store.ts";
import { listen } from "#lib/adapters/postgres/listen.ts";
import { createOutputStore } from "#lib/adapters/postgres/output-store.ts";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import { createRunStore } from "#lib/adapters/postgres/run-store.ts";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import { EngineKeyError, loadEngineKey, publishEngineKey } from "#lib/adapters/secrets/engine-key.ts";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import { loadEnv } from "#lib/config/env.ts";
import { startEngine } from "#lib/engine/engine.ts";
import { createHosts } from "#lib/engine/hosts.ts";
import { NOTICE_CHANNEL, Notice } from "#lib/realtime/contract.ts";
import { exitWithParent, misconfiguredExitCode, reportReady } from "./parent.ts";

exitWithParent();
const env = loadEnv();
const log = pino({ name: "engine", level: env.logLevel });
const url = env.databaseUrl;
if (!url) throw new Error("The engine needs DATABASE_URL; npm start sets it.");

const stopping = Promise.withResolvers<void>();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stopping.resolve());

const { prisma: db, close } = openProcessDb(url, { max: 8, name: "backout-engine" });
const key = await usableKey();
const clock = { now: () => new Date() };
const recorder = createRecorder({ clock });
const runs = createRunStore({ db, recorder, clock });
const queue = await createQueue({ url, works: true, log });
const id = `${hostname()}-${process.pid}-${randomBytes(3).toString("hex")}`;
const engine = await startEngine(
  {
    engine: { kind: "engine", id, name: "engine" },
    runs,
    store: createEngineStore({ db, queue, recorder }),
    output: createOutputStore(db),
    hosts: createHosts({ executor: sshExecutor(), opener: key }),
    opener: key,
    clock,
    log,
  },
  queue,
);
const ear = listen(url, NOTICE_CHANNEL, (payload) => {
  const notice = Notice.safeParse(JSON.parse(payload));
  if (notice.data?.t === "wake") void engine.wake(notice.data.run);
});
await ear.listening;
reportReady(`engine ${id}, key ${key.fingerprint}`);

await stopping.promise;
await ear.close();
await engine.stop();
await queue.stop();
await close();
process.exit(0);

async function usableKey() {
  try {
    const found = await loadEngineKey(env.engineKeyFile);
    await publishEngineKey(db, found);
    return found;
  } catch (error) {
    if (!(error instanceof EngineKeyError)) throw error;
    console.error(error.message);
    process.exit(misconfiguredExitCode);
  }
}
