import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { approveRun } from "#lib/services/approvals/approve.ts";
import { createPlan } from "#lib/services/plans/create.ts";
import { getPlan } from "#lib/services/plans/get.ts";
import { cancelRun } from "#lib/services/runs/cancel.ts";
import { readOutput } from "#lib/services/runs/output.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { startArmedRun } from "#lib/services/runs/start-armed.ts";
import { confirmStep, retryStep, skipStep } from "#lib/services/runs/steps.ts";
import { undoRun } from "#lib/services/runs/undo.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createKit } from "./engine-kit.ts";
import { until } from "./until.ts";

const kit = await createKit(
  smallPlaybook({
    "scripts/look.sh":
      'echo "looking"; [ ! -e "$HOME_DIR/block" ] || { echo "blocked" >&2; exit 7; }; [ ! -e "$HOME_DIR/slow" ] || sleep 60; [ ! -e "$HOME_DIR/escape" ] || { setsid sh -c "echo away; exec sleep 20" & sleep 60; }; out FOUND "it\'s \\"here\\""',
  }),
);
const ctx = kit.ctx();
let key = 0;
const newKey = () => `test-key-${++key}-${Math.random()}`;
const start = async (procedure: string, body: Record<string, unknown> = {}, incident?: number) => {
  const number = incident ?? (await kit.declare());
  const { run } = await startRun(ctx, { incident: number, idempotencyKey: newKey(), body: { procedure, ...body } });
  return { number, id: run.id };
};
const text = async (runId: string, stepRunId: string) => {
  const read = await readOutput(ctx, { runId, stepRunId, from: 0 });
  const pieces: Uint8Array[] = [];
  for await (const piece of read.bytes) pieces.push(piece);
  return { ...read, text: Buffer.concat(pieces).toString() };
};

describe("level 1 on a real host", () => {
  test("runs every step once, seals its output, proves, watches and ticks the checklist with evidence", async () => {
    const { id, number } = await start("level-1");
    const run = await kit.rested(id);
    expect(run).toMatchObject({ status: "succeeded", reason: null });
    expect(run.steps.map((s) => [s.id, s.status])).toEqual([
      ["look", "finished"],
      ["change", "finished"],
      ["prove", "proven"],
      ["stay", "proven"],
    ]);
    expect(run.proofs).toContainEqual(
      expect.objectContaining({ probe: "changed", verdict: "pass", detail: `file holds it's "here"` }),
    );
    expect(run.steps.every((s) => s.output.complete)).toBe(true);
    const output = await text(id, run.steps[0]?.stepRunId ?? "");
    expect(output).toMatchObject({ text: "looking\n", complete: true, length: 8 });
    const items = await kit.db.prisma.checklistItem.findMany({
      where: { incidentNumber: number },
      include: { evidence: true },
    });
    expect(items.map((i) => [i.slug, i.tickedAt !== null, i.evidence?.kind ?? null]).sort()).toEqual([
      ["level-1.changed", true, "probe"],
      ["level-1.logged", true, "record"],
      ["level-1.told", false, null],
    ]);
  });

  test("is undone by a run of its own that proves it, with what the first run handed on", async () => {
    const { id } = await start("level-1");
    expect((await kit.rested(id)).can).toContain("undo");
    const { run } = await undoRun(ctx, { runId: id, idempotencyKey: newKey() });
    const undone = await kit.rested(run.id);
    expect(undone).toMatchObject({ status: "succeeded", undoes: id });
    expect(undone.steps.map((s) => s.id)).toEqual(["undo-change", "undo-prove"]);
  });

  test("stops at a failed gate, which cannot be skipped, and goes on after a retry", async () => {
    writeFileSync(join(kit.home, "block"), "");
    const { id } = await start("level-1");
    const failed = await kit.rested(id);
    expect(failed).toMatchObject({ status: "failed", reason: "Look: exited with code 7" });
    expect(failed.steps[1]?.status).toBe("pending");
    const gate = failed.steps[0];
    expect(gate?.can).toEqual(["retry"]);
    expect((await text(id, gate?.stepRunId ?? "")).text).toContain("blocked");
    await expect(
      skipStep(ctx, { runId: id, stepRunId: gate?.stepRunId ?? "", body: { reason: "hurry" } }),
    ).rejects.toMatchObject({ code: "not-possible-now" });
    rmSync(join(kit.home, "block"));
    await retryStep(ctx, { runId: id, stepRunId: gate?.stepRunId ?? "", body: {} });
    expect(await kit.rested(id)).toMatchObject({ status: "succeeded" });
  });

  test("that is stopped in the middle of a step leaves no process and begins no further step", async () => {
    writeFileSync(join(kit.home, "slow"), "");
    const { id } = await start("level-1");
    await kit.until(id, (run) => (run.steps[0]?.output.bytes ?? 0) > 0);
    await cancelRun(ctx, id);
    const run = await kit.rested(id);
    rmSync(join(kit.home, "slow"));
    expect(run).toMatchObject({ status: "cancelled", reason: expect.stringContaining("no process of it is left") });
    expect(run.steps.map((s) => s.status)).toEqual(["cancelled", "pending", "pending", "pending"]);
  });

  test("that is stopped names what a step had put in a session of its own, because that still runs", async () => {
    writeFileSync(join(kit.home, "escape"), "");
    const { id } = await start("level-1");
    await kit.until(id, (run) => (run.steps[0]?.output.finishedLines ?? 0) >= 2);
    await cancelRun(ctx, id);
    const { status, reason } = await kit.rested(id);
    rmSync(join(kit.home, "escape"));
    expect({ status, reason }).toEqual({
      status: "cancelled",
      reason: expect.stringMatching(/still runs: sleep \(\d+\)$/),
    });
    process.kill(Number(/\((\d+)\)$/.exec(reason ?? "")?.[1]), "SIGKILL");
  });
});

describe("a start", () => {
  test("with the same key and body is answered with the same run, with another body refused", async () => {
    const incident = await kit.declare();
    const idempotencyKey = newKey();
    const body = { procedure: "level-2" };
    const [first, second] = await Promise.all([
      startRun(ctx, { incident, idempotencyKey, body }),
      startRun(ctx, { incident, idempotencyKey, body }),
    ]);
    expect(first.run.id).toBe(second.run.id);
    expect([first.created, second.created].sort()).toEqual([false, true]);
    await expect(startRun(ctx, { incident, idempotencyKey, body: { procedure: "level-1" } })).rejects.toMatchObject({
      code: "idempotency-reused",
    });
    await kit.rested(first.run.id);
  });

  test("by two people at once is one run; the other is told who holds the target", async () => {
    const incident = await kit.declare();
    const other = kit.ctx("commander", "commander-2");
    const results = await Promise.allSettled(
      [ctx, other].map((who) => startRun(who, { incident, idempotencyKey: newKey(), body: { procedure: "level-1" } })),
    );
    const won = results.filter((r) => r.status === "fulfilled");
    const lost = results.filter((r) => r.status === "rejected");
    expect([won.length, lost.length]).toEqual([1, 1]);
    const runId = won[0]?.value.run.id ?? "";
    expect(lost[0]?.reason).toMatchObject({
      code: "target-held",
      holder: { runId, procedure: "level-1", target: "host-1" },
    });
    await kit.rested(runId);
  });

  test("by a viewer is forbidden, by a responder only for what is reversible", async () => {
    const incident = await kit.declare();
    await expect(
      startRun(kit.ctx("viewer"), { incident, idempotencyKey: newKey(), body: { procedure: "level-1" } }),
    ).rejects.toMatchObject({ code: "forbidden" });
    await expect(
      startRun(kit.ctx("responder"), { incident, idempotencyKey: newKey(), body: { procedure: "level-2" } }),
    ).rejects.toMatchObject({ code: "forbidden" });
    expect(await kit.db.prisma.run.count({ where: { incidentNumber: incident } })).toBe(0);
  });

  test("of a refused option says why and what to press instead", async () => {
    await expect(start("level-1", { option: "by-hand" })).rejects.toMatchObject({
      code: "option-refused",
      message: expect.stringContaining("level-2"),
    });
  });

  test("of a next level ends a run in its watch and takes its target", async () => {
    const first = await start("level-1");
    await kit.until(first.id, (run) => run.currentStep === "Stay" && run.steps[3]?.status === "running");
    const second = await start("level-2", {}, first.number);
    expect(await kit.rested(second.id)).toMatchObject({ status: "succeeded" });
    expect(await kit.rested(first.id)).toMatchObject({ status: "cancelled" });
  });
});

describe("a choice", () => {
  const plan = async (procedure: string) => {
    const incident = await kit.declare();
    const { planId } = await createPlan(ctx, { incident, body: { procedure } });
    const view = await until(
      () => getPlan(ctx, planId),
      (plan) => plan.state !== "resolving",
    );
    return { incident, view };
  };

  test("is resolved before the start, with the proven default and the refused ones visible", async () => {
    const { view } = await plan("level-2");
    expect(view.state).toBe("ready");
    expect(view.candidates.WORD?.["host-1"]?.map((c) => [c.value, c.state])).toEqual([
      ["good", "proven"],
      ["other", "offered"],
      ["bad", "refused"],
    ]);
    expect(view.defaults).toEqual({ WORD: "good" });
    expect(view.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("that is taken runs with exactly that value; refused, unknown and hostile ones start nothing", async () => {
    const { incident, view } = await plan("level-2");
    for (const word of ["bad", "nowhere", "$(touch /tmp/x)", "a b", "--flag"]) {
      await expect(
        startRun(ctx, { incident, idempotencyKey: newKey(), body: { planId: view.id, choices: { WORD: word } } }),
      ).rejects.toMatchObject({ code: "not-offered" });
    }
    const { run } = await startRun(ctx, {
      incident,
      idempotencyKey: newKey(),
      body: { planId: view.id, choices: { WORD: "other" } },
    });
    expect(await kit.rested(run.id)).toMatchObject({ status: "succeeded" });
    expect(readFileSync(join(kit.home, "changed"), "utf8")).toBe("other");
  });

  test("that is something else by now than what was planned stops the run before it changed anything", async () => {
    writeFileSync(join(kit.home, "identity"), "sha256:one");
    const { incident, view } = await plan("level-2");
    writeFileSync(join(kit.home, "identity"), "sha256:two");
    const { run } = await startRun(ctx, { incident, idempotencyKey: newKey(), body: { planId: view.id } });
    expect(await kit.rested(run.id)).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(
        /not what was planned: it was sha256:one, now it is sha256:two\. Nothing was changed/,
      ),
    });
    rmSync(join(kit.home, "identity"));
  });

  test("that does not exist on the target stops the run before it changed anything", async () => {
    writeFileSync(join(kit.home, "changed"), "before");
    const { id } = await start("level-2", { choices: { WORD: "nowhere" } });
    expect(await kit.rested(id)).toMatchObject({
      status: "failed",
      reason: expect.stringContaining('"nowhere" does not exist on the target'),
    });
    expect(readFileSync(join(kit.home, "changed"), "utf8")).toBe("before");
  });
});

describe("a procedure that needs a second person", () => {
  test("waits for another one, is armed, starts on a press, waits for the confirmation, and is proven", async () => {
    const { id } = await start("level-3");
    await expect(approveRun(ctx, id)).rejects.toMatchObject({ code: "not-possible-now" });
    expect(await approveRun(kit.ctx("commander", "commander-2"), id)).toMatchObject({ status: "armed" });
    await startArmedRun(ctx, id);
    const waiting = await kit.until(id, (run) => run.status === "waiting");
    expect(waiting.steps[0]).toMatchObject({ status: "waiting", question: "Is everybody out?", can: ["confirm"] });
    await confirmStep(ctx, { runId: id, stepRunId: waiting.steps[0]?.stepRunId ?? "", body: { note: "all out" } });
    expect(await kit.until(id, (run) => run.endedAt !== null)).toMatchObject({ status: "succeeded" });
  });
});

describe("a target that cannot be used", () => {
  test("with another host key is never logged in to, and the run says so", async () => {
    const wrong = await kit.addTarget("wrong-key", { hostKeySha256: `SHA256:${"A".repeat(43)}` });
    const { id } = await start("level-1", {}, await kit.declare([wrong.id]));
    const run = await kit.rested(id);
    expect(run).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/another host key .* No login was tried and nothing was run/),
    });
  });

  test("that nobody answers at is given up in time, with nothing run", async () => {
    const dead = await kit.addTarget("dead", { port: 9 });
    const { id } = await start("level-1", {}, await kit.declare([dead.id]));
    expect(await kit.rested(id)).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/cannot be reached.*Nothing was run/),
    });
  });

  test("that cuts every connection in the middle of a step loses no byte and starts nothing twice", async () => {
    const slow = smallPlaybook().scripts["scripts/look.sh"];
    expect(slow).toBeDefined();
    const ledger = () => readFileSync(join(kit.home, "ledger"), "utf8").trim().split("\n").length;
    const before = ledger();
    const { id } = await start("level-1");
    await kit.until(id, (run) => run.steps.some((s) => s.status === "running"));
    kit.sshd.killSessions();
    const run = await kit.rested(id);
    expect(run).toMatchObject({ status: "succeeded" });
    expect(ledger() - before).toBe(1);
  });
});
