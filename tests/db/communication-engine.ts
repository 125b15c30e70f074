// An engine process as in production, to be ended by SIGKILL: tests/db/communication-kill.test.ts starts it.
import path from "node:path";
import pino from "pino";
import { openProcessDb } from "#lib/adapters/postgres/client.ts";
import { loadVapidKey } from "#lib/adapters/push/vapid-key.ts";
import { loadEngineKey } from "#lib/adapters/secrets/engine-key.ts";
import { loadRecordKey } from "#lib/adapters/secrets/record-key.ts";
import { PATIENCE } from "#lib/engine/deps.ts";
import { startEngineProcess } from "#lib/server/engine-process.ts";

const [url = "", directory = "", origin = ""] = process.argv.slice(2);
await startEngineProcess({
  url,
  db: openProcessDb(url, { max: 4, name: "backout-engine" }),
  opener: await loadEngineKey(path.join(directory, "engine.key")),
  record: {
    signer: loadRecordKey(path.join(directory, "record.key")),
    file: path.join(directory, "checkpoints.jsonl"),
  },
  vapid: loadVapidKey(path.join(directory, "push.key")),
  origin,
  patience: { ...PATIENCE, readinessMs: null },
  log: pino({ level: "silent" }),
});
process.once("disconnect", () => process.exit(1));
process.send?.("ready");
