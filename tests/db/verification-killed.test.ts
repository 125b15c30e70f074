import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { getIncident } from "#lib/services/incidents/get.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { verifiedPlaybook } from "#lib/testing/playbooks.ts";
import { type EngineProcess, startEngine } from "../../scripts/faults/engines.ts";
import { createKit } from "./engine-kit.ts";

const kit = await createKit(verifiedPlaybook(), { engine: false });
const ctx = kit.ctx();
const dir = mkdtempSync(join(tmpdir(), "backout-killed-"));
const lab = { dir, stateDir: join(dir, "state"), url: kit.db.url };
const engines: EngineProcess[] = [];
afterAll(async () => {
  for (const engine of engines) engine.kill("SIGKILL");
  await Promise.all(engines.map((engine) => engine.ended));
  rmSync(dir, { recursive: true, force: true });
});
async function engine(order?: Parameters<typeof startEngine>[1]): Promise<EngineProcess> {
  const started = await startEngine(lab, order);
  engines.push(started);
  return started;
}

/** Level 1 ends four steps; the fourth end is the run's. */
const LAST = 3;
test.each([
  { when: "before the end of the rollback is committed", order: { dieAt: "b8", after: LAST }, ended: false },
  { when: "after it, before anything of the verification is done", order: { dieAt: "b11", after: 0 }, ended: true },
] as const)("an engine killed $when loses no verification and makes no second one", async ({ order, ended }) => {
  // The engines of the fault campaign open nothing: credentials are there as they are.
  const sealed = Buffer.from(kit.sshd.privateKey);
  const target = await kit.addTarget(`killed-${order.dieAt}`, {
    credential: { create: { kind: "key", sealed, keyFingerprint: "faults" } },
    watchSeconds: 2,
  });
  const number = await kit.declare([target.id]);
  const body = { procedure: "level-1" };
  const { run } = await startRun(ctx, { incident: number, idempotencyKey: crypto.randomUUID(), body });
  const doomed = await engine(order);
  await doomed.ended;
  const atDeath = await kit.db.prisma.run.findMany({
    where: { incidentNumber: number },
    orderBy: { createdAt: "asc" },
  });
  expect(atDeath.map((r) => [r.purpose, r.status])).toEqual(
    ended
      ? [
          ["rollback", "succeeded"],
          ["verification", "queued"],
        ]
      : [["rollback", "running"]],
  );

  const peace = await engine();
  expect(await kit.rested(run.id)).toMatchObject({ status: "succeeded" });
  const { verifications } = await getIncident(ctx, number);
  expect(verifications).toMatchObject([{ verifies: run.id }]);
  const verification = await kit.rested(verifications[0]?.id ?? "");
  expect(verification.status, verification.reason ?? "").toBe("succeeded");
  expect(verification.steps.map((s) => s.attempt)).toEqual([1, 1, 1, 1]);
  const kinds = (await getIncident(ctx, number)).timeline.map((e) => e.kind);
  expect(kinds.filter((kind) => kind === "verification.started")).toHaveLength(1);
  await peace.end();
});
