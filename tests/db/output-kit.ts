import { randomBytes } from "node:crypto";
import { createOutputStore } from "#lib/adapters/postgres/output-store.ts";
import type { createApi } from "./api-kit.ts";

/** A running run without an engine, and a writer that stores output as an engine does. */
export async function aRun(api: Awaited<ReturnType<typeof createApi>>) {
  const output = createOutputStore({ prisma: api.db, pool: api.pool });
  const number = await api.declare();
  const started = await api.call("POST", `/incidents/${number}/runs`, {
    as: "commander",
    headers: { "idempotency-key": randomBytes(8).toString("hex") },
    body: { procedure: "level-1" },
  });
  const runId: string = started.body.id;
  const steps = await api.db.stepRun.findMany({ where: { runId }, orderBy: { position: "asc" } });
  const write = async (index: number, bytes: Uint8Array) => {
    const stepRunId = steps[index]?.id as string;
    await output.append({ runId, stepRunId, epoch: 0 }, await output.length(stepRunId), bytes);
  };
  const end = async () => {
    await api.call("POST", `/runs/${runId}/cancel`, { as: "commander", body: {} });
    await api.db.run.update({ where: { id: runId }, data: { status: "cancelled" } });
    await api.db.runTarget.updateMany({ where: { runId }, data: { holds: false } });
  };
  return { number, runId, ids: steps.map((s) => s.id), write, end };
}
