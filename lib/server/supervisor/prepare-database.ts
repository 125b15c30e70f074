import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Logger } from "pino";
import type { ReadyMessage } from "../parent.ts";

/**
 * Migrates the database that DATABASE_URL in `env` names and checks that it belongs to this mode, in a process of its
 * own, whose message goes to our stderr.
 * @throws when the database cannot be used.
 */
export async function prepareDatabase({ env, log }: { env: NodeJS.ProcessEnv; log: Logger }): Promise<void> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "../prepare.ts")], {
    env,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
  child.on("message", ({ detail }: ReadyMessage) => {
    log.info({ detail, tookMs: Math.round(performance.now() - startedAt) }, "database prepared");
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error("The database could not be prepared, so nothing was started.");
}
