import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadPlaybook } from "#lib/playbook/load.ts";
import { createRange } from "#lib/range/create.ts";
import { postgresOf } from "#lib/range/data/data.ts";
import { sql } from "#lib/range/data/postgres-content.ts";
import { injectFault } from "#lib/range/faults.ts";
import type { Range } from "#lib/range/range.ts";
import { insideOf } from "#lib/range/state.ts";
import { removeRange } from "#lib/range/stop.ts";
import { putDemoTarget } from "#lib/server/demo-target.ts";
import { approveRun } from "#lib/services/approvals/approve.ts";
import { createPlan } from "#lib/services/plans/create.ts";
import { getPlan } from "#lib/services/plans/get.ts";
import { savePlaybookState } from "#lib/services/playbooks/current.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { startArmedRun } from "#lib/services/runs/start-armed.ts";
import { undoRun } from "#lib/services/runs/undo.ts";
import { createKit } from "./engine-kit.ts";
import { until } from "./until.ts";

// A data procedure on its whole way: plan with its choice, a second person, the engine over SSH on a real range, the record, the undo.

const kit = await createKit(loadPlaybook(path.resolve("playbooks/agent-platform")).playbook);
const { prisma } = kit.db;
const root = realpathSync(mkdtempSync(path.join(tmpdir(), "range-")));
let range: Range;
let incident: number;

beforeAll(async () => {
  const cacheDir = path.join(tmpdir(), `drill-range-cache-${process.getuid?.() ?? 0}`);
  range = await createRange({ root, data: true, cacheDir });
  await savePlaybookState(prisma, "agent-platform", { versionId: kit.version.id, problem: null });
  const name = await putDemoTarget(prisma, range);
  incident = await kit.declare([(await prisma.target.findUniqueOrThrow({ where: { name } })).id]);
});
afterAll(async () => {
  await removeRange(range);
  rmSync(root, { recursive: true, force: true });
});

async function spoiled(): Promise<number> {
  const { layout, state } = insideOf(range);
  const postgres = state.data && postgresOf(layout, state.data);
  if (!postgres) throw new Error("this test needs PostgreSQL");
  return Number(await sql(postgres, "SELECT count(*) FROM agents WHERE name = 'corrupt'", "appdb"));
}

async function planned(procedure: string) {
  const { planId } = await createPlan(kit.ctx(), { incident, body: { procedure } });
  return until(
    () => getPlan(kit.ctx(), planId),
    (plan) => plan.state !== "resolving",
  );
}

test("PostgreSQL is restored through service and engine with a second person, masked, proven, and undone", async () => {
  await injectFault(range, "corrupt-database");
  expect(await spoiled()).toBeGreaterThan(100);
  const plan = await planned("data-postgres");
  expect(plan.state, plan.problem ?? "").toBe("ready");
  const [offered] = Object.values(plan.candidates.DB_BACKUP ?? {});
  expect(offered?.map((c) => c.state)).toEqual(["proven", "offered", "refused", "refused", "refused"]);
  expect(plan.defaults.DB_BACKUP).toBe(offered?.[0]?.value);

  const asked = { incident, idempotencyKey: crypto.randomUUID(), body: { planId: plan.id, choices: plan.defaults } };
  const { run } = await startRun(kit.ctx(), asked);
  expect(run.status).toBe("awaiting-approval");
  await approveRun(kit.ctx("commander", "commander-2"), run.id);
  await startArmedRun(kit.ctx(), run.id);
  const done = await kit.rested(run.id);
  expect([done.status, done.reason]).toEqual(["succeeded", null]);
  expect(done.proofs.map((p) => `${p.probe} ${p.verdict}`)).toEqual(["database pass", "application-data pass"]);
  expect(await spoiled()).toBe(0);

  const stored = await prisma.outputChunk.findMany();
  const text = stored.map((chunk) => Buffer.from(chunk.bytes).toString()).join("");
  expect(text).toContain("swapped: appdb is what was restored");
  expect(text + JSON.stringify(done)).not.toContain(range.secrets.DB_PASSWORD ?? "no password");

  const undo = await undoRun(kit.ctx(), { runId: run.id, idempotencyKey: crypto.randomUUID() });
  expect((await kit.rested(undo.run.id)).status).toBe("succeeded");
  expect(await spoiled()).toBeGreaterThan(100);
});

test("level 3 offers the database beside its own backups, and leaves it alone unless somebody chooses one", async () => {
  const plan = await planned("level-3");
  expect(plan.state, plan.problem ?? "").toBe("ready");
  expect(plan.defaults.DB_BACKUP).toBe("none");
  const titles = plan.steps.filter((s) => s.choose !== null).map((s) => [s.choose, s.title]);
  expect(titles).toEqual([
    ["BACKUP_ID", "Choose the backup"],
    ["DB_BACKUP", "Choose a backup of the database or none"],
  ]);
});
