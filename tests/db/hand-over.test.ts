import { readFileSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import { decide } from "#lib/domain/run/decide.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createKit } from "./engine-kit.ts";

const kit = await createKit(smallPlaybook(), { engine: false });
const start = async () => {
  const incident = await kit.declare();
  const body = { procedure: "level-1" };
  return (await startRun(kit.ctx(), { incident, idempotencyKey: crypto.randomUUID(), body })).run.id;
};

const newQueue = () => createQueue({ url: kit.db.url, works: true, log: pino({ level: "silent" }) });
/** An engine with a queue of its own, as every engine process has. */
async function launch(id: string): Promise<void> {
  const queue = await newQueue();
  const engine = await kit.launch(id, queue);
  onTestFinished(async () => {
    await engine.stop();
    await queue.stop();
  });
}

/** An engine that takes the run, claims it, and is never heard of again; its queue goes on to refresh the job. */
async function claimAndDie(runId: string): Promise<void> {
  const queue = await newQueue();
  const claimed = Promise.withResolvers<void>();
  await queue.work("run.drive", async (job, signal) => {
    if (job.runId !== runId) return;
    const gone = { kind: "engine", id: "gone-1", name: "gone" } as const;
    await kit.runs.append(runId, gone, (run) => decide(run, { kind: "claim", engine: gone.id }));
    claimed.resolve();
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  });
  onTestFinished(() => queue.stop());
  await claimed.promise;
}

test("a run whose engine is gone is taken over although its job stands as worked on, with a fresh heartbeat", async () => {
  const runId = await start();
  await claimAndDie(runId);
  await launch("engine-2");
  expect(await kit.rested(runId)).toMatchObject({ status: "succeeded" });
  expect(readFileSync(join(kit.home, "ledger"), "utf8")).toBe("ran\n");
});

test("an engine that lives keeps its runs, however often another one looks", async () => {
  await launch("engine-3");
  const runId = await start();
  await kit.until(runId, (run) => run.steps[3]?.status === "running");
  await launch("engine-4");
  expect(await kit.rested(runId)).toMatchObject({ status: "succeeded" });
  expect((await kit.runs.load(runId)).epoch).toBe(1);
});
