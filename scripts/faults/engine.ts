// An engine as in production, with a marker at every boundary of a step: started and killed by the campaign.
import path from "node:path";
import pino from "pino";
import { openProcessDb } from "#lib/adapters/postgres/client.ts";
import { loadVapidKey } from "#lib/adapters/push/vapid-key.ts";
import { loadRecordKey } from "#lib/adapters/secrets/record-key.ts";
import type { RunEvent } from "#lib/domain/run/events.ts";
import { type EngineDeps, PATIENCE } from "#lib/engine/deps.ts";
import type { RemoteExecutor, RemoteSession } from "#lib/ports/remote-executor.ts";
import { startEngineProcess } from "#lib/server/engine-process.ts";
import { createMarker, type Orders } from "./boundary.ts";

const orders: Orders = JSON.parse(process.env.FAULTS_ORDERS ?? "");
const url = process.env.FAULTS_DATABASE_URL ?? "";
const mark = createMarker(orders);
const runOf = (key: string): string => key.split(".")[0] ?? "";
const has = (events: readonly RunEvent[], ...kinds: RunEvent["kind"][]) => events.some((e) => kinds.includes(e.kind));
const ENDS = ["step.finished", "step.proven", "step.failed", "step.cancelled", "step.lost"] as const;

const db = openProcessDb(url, { max: 8, name: "backout-faults-engine" });
const engine = await startEngineProcess(
  {
    url,
    db,
    // The campaign's credentials are sealed as they are.
    opener: { open: async (sealed) => Buffer.from(sealed).toString() },
    record: {
      signer: loadRecordKey(path.join(path.dirname(orders.trace), "record.key")),
      file: path.join(path.dirname(orders.trace), "checkpoints.jsonl"),
    },
    vapid: loadVapidKey(path.join(path.dirname(orders.trace), "push.key")),
    origin: "http://backout.test",
    // Looks of its own would come between the boundaries that are counted.
    patience: { ...PATIENCE, readinessMs: null },
    log: pino({ level: process.env.FAULTS_LOG ?? "silent" }, pino.destination(2)),
  },
  { deps: markRecords, executor: markHost },
);
process.once("SIGTERM", async () => {
  await engine.stop();
  process.exit(0);
});
// The campaign is gone, however that happened.
process.once("disconnect", () => process.exit(1));
process.send?.("ready");

function markRecords(deps: EngineDeps): EngineDeps {
  return {
    ...deps,
    runs: {
      ...deps.runs,
      async append(runId, actor, decide, options) {
        let events: RunEvent[] = [];
        const run = await deps.runs.append(
          runId,
          actor,
          async (before, tx) => {
            events = await decide(before, tx);
            if (has(events, "step.started")) mark("b1", runId);
            if (has(events, ...ENDS)) mark("b8", runId);
            return events;
          },
          options,
        );
        if (has(events, "step.started")) mark("b2", runId);
        if (has(events, ...ENDS)) mark(run.status === "running" ? "b9" : "b11", runId);
        return run;
      },
      async load(runId, tx) {
        const run = await deps.runs.load(runId, tx);
        if (run.status === "running" && !run.steps.some((s) => s.status === "running")) mark("b10", runId);
        return run;
      },
    },
  };
}

function markHost(executor: RemoteExecutor): RemoteExecutor {
  return {
    scanHostKey: (...args) => executor.scanHostKey(...args),
    open: async (target, ...rest) =>
      markSession(await executor.open({ ...target, stateDir: orders.stateDir }, ...rest)),
  };
}

function markSession(session: RemoteSession): RemoteSession {
  return {
    bootId: session.bootId,
    clockSkewMs: session.clockSkewMs,
    async start(step) {
      const answered = session.start(step);
      // The request is on its way once this turn of the event loop is over.
      setImmediate(() => mark("b3", runOf(step.key)));
      const state = await answered;
      mark("b4", runOf(step.key));
      return state;
    },
    async follow(key, fromByte, onChunk, signal) {
      const end = await session.follow(
        key,
        fromByte,
        async (chunk, atByte) => {
          mark("b6", runOf(key));
          await onChunk(chunk, atByte);
          mark("b5", runOf(key));
        },
        signal,
      );
      mark("b7", runOf(key));
      return end;
    },
    state: (key) => session.state(key),
    cancel: (key, graceMs) => session.cancel(key, graceMs),
    outputSha256: (key, bytes) => session.outputSha256(key, bytes),
    captures: (key) => session.captures(key),
    left: (key) => session.left(key),
    clean: (key) => session.clean(key),
    list: () => session.list(),
    close: () => session.close(),
  };
}
