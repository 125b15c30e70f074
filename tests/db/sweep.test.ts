import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { createEngineStore } from "#lib/adapters/postgres/engine-store.ts";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import { sweep } from "#lib/engine/sweep.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createKit } from "./engine-kit.ts";

const kit = await createKit(smallPlaybook());
const store = createEngineStore({
  db: kit.db.prisma,
  queue: kit.queue,
  recorder: createRecorder({ clock: { now: () => new Date() } }),
});

test("takes what ended steps left on the host, and nothing of others or of steps that go on", async () => {
  const incident = await kit.declare();
  const start = { incident, idempotencyKey: crypto.randomUUID(), body: { procedure: "level-1" } };
  const { id } = (await startRun(kit.ctx(), start)).run;
  const running = await kit.until(id, (run) => run.steps[3]?.status === "running");
  const [look, , , watch] = running.steps;
  const session = await sshExecutor().open(kit.sshd.target(), kit.sshd.credential);
  onTestFinished(() => session.close());
  const leave = async (key: string) => {
    await session.start({ key, script: "echo left", env: {}, timeoutMs: 10_000 });
    await session.follow(key, 0, async () => {});
    return key;
  };
  const ended = await leave(`${id}.${look?.stepRunId}.9`);
  const foreign = await leave(`${crypto.randomUUID()}.${crypto.randomUUID()}.1`);
  onTestFinished(() => session.clean(foreign));

  await sweep(store, session, pino({ level: "silent" }));

  const left = await session.list();
  expect(left).not.toContain(ended);
  expect(left).toContain(foreign);
  expect(left).toContain(`${id}.${watch?.stepRunId}.1`);
  expect(await kit.rested(id)).toMatchObject({ status: "succeeded" });
});
