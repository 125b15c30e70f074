// The engine process: plain Node, holds the key that opens credentials, opens SSH connections, carries runs.
import path from "node:path";
import pino from "pino";
import { openProcessDb } from "#lib/adapters/postgres/client.ts";
import { loadVapidKey } from "#lib/adapters/push/vapid-key.ts";
import { EngineKeyError, loadEngineKey, publishEngineKey } from "#lib/adapters/secrets/engine-key.ts";
import { loadRecordKey } from "#lib/adapters/secrets/record-key.ts";
import { loadEnv } from "#lib/config/env.ts";
import { startEngineProcess } from "./engine-process.ts";
import { exitWithParent, misconfiguredExitCode, reportReady } from "./parent.ts";

exitWithParent();
const env = loadEnv();
const log = pino({ name: "engine", level: env.logLevel });
const url = env.databaseUrl;
if (!url) throw new Error("The engine needs DATABASE_URL; npm start sets it.");

const stopping = Promise.withResolvers<void>();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stopping.resolve());

const db = openProcessDb(url, { max: 8, name: "backout-engine" });
const key = await usableKey();
const signer = loadRecordKey(path.join(env.dataDir, "record.key"));
const engine = await startEngineProcess({
  url,
  db,
  opener: key,
  record: { signer, file: path.join(env.dataDir, "checkpoints.jsonl") },
  vapid: loadVapidKey(path.join(env.dataDir, "push.key")),
  log,
  origin: env.origin,
});
reportReady(`engine ${engine.id}, key ${key.fingerprint}, signs the record as ${signer.fingerprint}`);

await stopping.promise;
await engine.stop();
await db.close();
process.exit(0);

async function usableKey() {
  try {
    const found = await loadEngineKey(env.engineKeyFile);
    await publishEngineKey(db.prisma, found);
    return found;
  } catch (error) {
    if (!(error instanceof EngineKeyError)) throw error;
    console.error(error.message);
    process.exit(misconfiguredExitCode);
  }
}
