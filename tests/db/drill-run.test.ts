import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DrillReport } from "#lib/contract/drill-report.ts";
import { declareInDrill } from "#lib/services/drills/declare.ts";
import { exportDrillReport } from "#lib/services/drills/export.ts";
import { cancelDrill, finishDrill, reviewDrill } from "#lib/services/drills/finish.ts";
import { getDrill } from "#lib/services/drills/get.ts";
import { injectFailure, resetDrill } from "#lib/services/drills/inject.ts";
import { planDrill } from "#lib/services/drills/plan.ts";
import { startDrill } from "#lib/services/drills/start.ts";
import { addLesson, detectFailure } from "#lib/services/drills/take-part.ts";
import { getIncident } from "#lib/services/incidents/get.ts";
import { savePlaybookState } from "#lib/services/playbooks/current.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { drillPlaybook } from "#lib/testing/drill-playbook.ts";
import { createKit } from "./engine-kit.ts";

const playbook = drillPlaybook();
const kit = await createKit(playbook);
await savePlaybookState(kit.db.prisma, "small", { versionId: kit.version.id, problem: null });
const ctx = kit.ctx();
const file = (name: string) => join(kit.home, name);
const key = () => crypto.randomUUID();

async function planned(over: Record<string, unknown> = {}): Promise<number> {
  const { number } = await planDrill(ctx, {
    title: "Rehearsal",
    playbook: "small",
    procedure: "level-1",
    scenario: "no-file",
    targets: ["host-1"],
    owner: "lead-1",
    participants: [{ name: "dev-1", role: "", present: true }],
    scheduledAt: new Date(Date.now() + 60_000).toISOString(),
    timeZone: "UTC",
    rrule: null,
    ...over,
  });
  return number;
}

test("a failure is injected, rolled back with the same service, timed, put back and reported with the hashes of every output", {
  timeout: 120_000,
}, async () => {
  const number = await planned({ version: "worse" });
  const { incident } = await startDrill(ctx, number);
  const asked = key();
  const injection = await injectFailure(ctx, { number, idempotencyKey: asked });
  expect((await injectFailure(ctx, { number, idempotencyKey: asked })).run.id, "once per key").toBe(injection.run.id);
  await expect(injectFailure(ctx, { number, idempotencyKey: key() })).rejects.toThrow("A failure is injected once");
  const injected = await kit.rested(injection.run.id);
  expect(injected).toMatchObject({ status: "succeeded", mode: "drill", choices: { WORD_TO_FAIL: "worse" } });

  await detectFailure(ctx, number);
  await expect(detectFailure(ctx, number)).rejects.toThrow("noted once");
  const said = {
    severity: "critical" as const,
    reason: "people say so",
    assessmentId: null,
    title: "The file is gone",
  };
  const targetIds = [kit.target.id];
  await declareInDrill(ctx, number, { ...said, targetIds, playbook });
  await expect(declareInDrill(ctx, number, { ...said, targetIds, playbook })).rejects.toThrow("declared already");
  await expect(declareInDrill(ctx, number, { ...said, targetIds: ["another"], playbook })).rejects.toThrow();
  expect(await getIncident(ctx, incident)).toMatchObject({ severity: "critical", injections: [injection.run.id] });

  const rollback = await startRun(ctx, { incident, idempotencyKey: key(), body: { procedure: "level-1" } });
  const rested = await kit.rested(rollback.run.id);
  expect(rested.status, rested.reason ?? "").toBe("succeeded");
  const drill = await getDrill(ctx, number);
  expect(drill).toMatchObject({ status: "verifying", rollbacks: [{ id: rollback.run.id }] });
  expect(drill.stopwatch.procedure).toMatchObject({
    tookMs: rested.clock.elapsedMs,
    targetMs: 120_000,
    state: "done",
    isLate: false,
  });
  const took = Object.fromEntries(drill.stopwatch.phases.map((p) => [p.phase, p.state]));
  expect(took).toMatchObject({
    inject: "done",
    detect: "done",
    assess: "not-recorded",
    declare: "done",
    verify: "done",
  });
  expect(drill.checklist.filter((i) => i.evidence !== null).map((i) => i.id)).toEqual([
    "team",
    "scenario",
    "executed",
    "in-time",
    "restored",
  ]);

  await reviewDrill(ctx, number);
  const reset = await resetDrill(ctx, { number, idempotencyKey: key() });
  await expect(finishDrill(ctx, number), "not while it is put back").rejects.toThrow(/is (queued|running)/);
  await kit.until(reset.run.id, (run) => run.endedAt !== null);
  expect(existsSync(file("put-back"))).toBe(true);
  await addLesson(ctx, number, { text: "- <script>alert(1)</script> [x](javascript:1) | a" });
  expect(await finishDrill(ctx, number)).toEqual({ next: null });

  const json = await exportDrillReport(ctx, number, "json");
  const { sha256, ...sealed } = JSON.parse(json.body);
  const report = DrillReport.parse(sealed);
  expect(sha256).toBe((await getDrill(ctx, number)).reportSha256);
  expect(report).toMatchObject({
    isDraft: false,
    version: "worse",
    procedureMs: rested.clock.elapsedMs,
    previous: null,
    targets: [{ name: "host-1", environment: "drill" }],
  });
  const ours = report.runs.filter((r) => r.what !== "verification");
  expect(ours.map((r) => r.what)).toEqual(["injection", "rollback", "undo"]);
  const hashes = await kit.db.prisma.stepRun.findMany({
    where: { runId: rollback.run.id },
    orderBy: { position: "asc" },
  });
  expect(ours[1]?.steps.map((s) => s.outputSha256)).toEqual(hashes.map((s) => s.outputSha256));
  expect(report.timeline.hash).toMatch(/^[0-9a-f]{64}$/);
  const html = (await exportDrillReport(ctx, number, "html")).body;
  expect(html).not.toMatch(/<script|<a |https?:\/\//);
  const markdown = (await exportDrillReport(ctx, number, "markdown")).body;
  expect(markdown.replaceAll("<br>", "")).not.toMatch(/(?<!\\)</);
  expect(markdown).toContain("| Small toggle |");

  await expect(
    kit.db.prisma.drillLesson.deleteMany({ where: { drillNumber: number } }),
    "lessons stay",
  ).rejects.toThrow();
  expect((await getDrill(ctx, number)).lessons).toHaveLength(1);
});

test("the next drill's report names the differences to this one", { timeout: 120_000 }, async () => {
  const number = await planned({ participants: [] });
  await startDrill(ctx, number);
  const injection = await injectFailure(ctx, { number, idempotencyKey: key() });
  await kit.rested(injection.run.id);
  await reviewDrill(ctx, number);
  await finishDrill(ctx, number);
  const report = DrillReport.parse(JSON.parse((await exportDrillReport(ctx, number, "json")).body));
  expect(report.previous).toBeLessThan(number);
  expect(report.differences).toEqual(
    expect.arrayContaining([
      { what: "Participants present", before: "1 of 1", now: "0 of 0" },
      expect.objectContaining({ what: "Small toggle", now: "not reached" }),
      { what: "Restored", before: "done", now: "open" },
    ]),
  );
});

test("the engine runs no step of an injection on a target that became production, whatever was pressed before", {
  timeout: 60_000,
}, async () => {
  const target = await kit.addTarget("host-2");
  const number = await planned({ targets: ["host-2"] });
  await startDrill(ctx, number);
  rmSync(file("put-back"), { force: true });
  // As if the target were handed over in the moment between the press and the engine's claim.
  const stopped = await kit.db.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`ALTER TABLE "DrillTarget" DISABLE TRIGGER not_production`;
    await tx.target.update({ where: { id: target.id }, data: { environment: "production", watchSeconds: null } });
    return tx.target.findUniqueOrThrow({ where: { id: target.id } });
  });
  expect(stopped.environment).toBe("production");
  const { incident } = await getDrill(ctx, number);
  const run = await kit.db.prisma.$transaction(async (tx) => {
    const created = await kit.runs.create(tx, ctx.actor, {
      incident: incident ?? 0,
      planId: null,
      playbookVersionId: kit.version.id,
      purpose: "rollback",
      procedure: "drill-no-file",
      option: "break",
      title: "Injection",
      mode: "drill",
      approval: "none",
      undoesRunId: null,
      verifiesRunId: null,
      idempotencyKey: key(),
      requestHash: "x",
      choices: {},
      targetTimeMs: 1000,
      targets: [{ id: target.id, parameters: { HOME_DIR: kit.home } }],
      steps: [
        {
          ...{
            stepRunId: key(),
            stepId: "choose",
            targetId: target.id,
            position: 0,
            attempt: 1,
            kind: "choose" as const,
          },
          ...{ title: "Choose", gate: true, safeToRepeat: true, changes: "nothing" },
        },
      ],
    });
    await kit.queue.send(tx, "run.drive", { runId: created.id });
    return created;
  });
  const rested = await kit.rested(run.id);
  expect(rested.status).toBe("failed");
  expect(rested.reason).toMatch(/host-2 is a production target.*Nothing of this step was run\./);
  expect(rested.steps[0]?.startedAt).toBeNull();
  await kit.db.prisma.$executeRaw`ALTER TABLE "DrillTarget" ENABLE TRIGGER not_production`;
});

test("a drill is cancelled when nothing of it goes on any more", { timeout: 60_000 }, async () => {
  await kit.addTarget("host-3");
  const number = await planned({ targets: ["host-3"] });
  await startDrill(ctx, number);
  const injection = await injectFailure(ctx, { number, idempotencyKey: key() });
  await expect(cancelDrill(ctx, number, { reason: "at once" })).rejects.toThrow(/is (queued|running)/);
  await kit.rested(injection.run.id);
  expect(await cancelDrill(ctx, number, { reason: "enough" })).toEqual({ next: null });
  expect(await getDrill(ctx, number)).toMatchObject({ status: "cancelled", can: [] });
});
