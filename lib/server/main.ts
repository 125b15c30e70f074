// The supervisor: starts the database, brings it up to date, and runs one process per role until it is told to stop.
// It holds no connection and serves nothing, so that there is little in it that could fail.
import path from "node:path";
import pino, { type Logger } from "pino";
import { childEnvironment, type Env, loadEnv } from "#lib/config/env.ts";
import { type SupervisedChild, supervise } from "./supervisor/child.ts";
import { type SupervisedDatabase, superviseDatabase } from "./supervisor/database.ts";
import { prepareDatabase } from "./supervisor/prepare-database.ts";

const startedAt = performance.now();
const stop = listenForStop();
try {
  const env = loadEnv();
  await run(env, pino({ name: "supervisor", level: env.logLevel }), stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(env: Env, log: Logger, stop: Stop): Promise<void> {
  const children: SupervisedChild[] = [];
  let database: SupervisedDatabase | undefined;
  try {
    if (!env.databaseUrl) database = await superviseDatabase({ dataDir: path.join(env.dataDir, "postgres"), log });
    const childEnv = childEnvironment({
      DATABASE_URL: env.databaseUrl ?? (database?.url as string),
      BACKOUT_DATA_DIR: env.dataDir,
    });
    await prepareDatabase({ env: childEnv, log });
    if (stop.isAsked()) return;
    for (const child of childrenOf(env)) children.push(supervise({ ...child, env: childEnv, log }));
    void Promise.all(children.map((child) => child.ready)).then(() => {
      log.info({ origin: env.origin, startMs: Math.round(performance.now() - startedAt) }, "Backout is ready");
    });
    const signal = await Promise.race([
      stop.asked,
      ...children.map((child) => child.hopeless),
      ...(database ? [database.hopeless] : []),
    ]);
    log.info({ signal }, "stopping");
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await database?.stop();
  }
}

function childrenOf({ role, mode }: Env): { name: string; entry: string; graceMs?: number }[] {
  const child = (name: string) => ({ name, entry: path.join(import.meta.dirname, `${name}.ts`) });
  return [
    ...(role === "engine" ? [] : [child("web")]),
    ...(role === "web" ? [] : [child("engine")]),
    // The drill range has an application, an SSH server and a process manager to end.
    ...(mode === "demo" ? [{ ...child("demo"), graceMs: 40_000 }] : []),
  ];
}

type Stop = { asked: Promise<NodeJS.Signals>; isAsked(): boolean };

/** From the very first moment, so that a signal during the start is not lost: that stage ends, then everything stops. */
function listenForStop(): Stop {
  const asked = Promise.withResolvers<NodeJS.Signals>();
  let isAsked = false;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
      isAsked = true;
      asked.resolve(signal);
    });
  }
  return { asked: asked.promise, isAsked: () => isAsked };
}
