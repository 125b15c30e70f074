import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { createReadinessStore } from "#lib/adapters/postgres/readiness-store.ts";
import { checkReadiness } from "#lib/services/readiness/check.ts";
import { readinessBoard, targetReadiness } from "#lib/services/readiness/list.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { readyPlaybook } from "#lib/testing/playbooks.ts";
import { createKit } from "./engine-kit.ts";
import { until } from "./until.ts";

const kit = await createKit(readyPlaybook());
const { prisma } = kit.db;
const ctx = kit.ctx("responder");
const { id } = kit.target;
const file = (name: string) => join(kit.home, name);
const FILES = ["no-tool", "no-word", "ill", "slow", "changed"];
afterEach(() => {
  for (const name of FILES) rmSync(file(name), { force: true });
});

/** What is known of a target once a look that was asked for now has ended. */
async function checked(targetId = id) {
  const { lookId } = await checkReadiness(ctx, targetId);
  await until(
    () => prisma.readinessLook.findUnique({ where: { id: lookId } }),
    (look) => look?.endedAt !== null,
  );
  return targetReadiness(ctx, targetId);
}
const states = (view: Awaited<ReturnType<typeof checked>>) => view.cells.map((c) => c.state);
const reasons = (view: Awaited<ReturnType<typeof checked>>) =>
  view.cells.map((c) => c.reasons.filter((r) => r.check !== "none").map((r) => `${r.title}: ${r.says}`));

describe("the buttons of a real host", () => {
  test("before the first look nothing is known; after it what works is ready, with what each check found", async () => {
    const before = await targetReadiness(ctx, id);
    expect(before).toMatchObject({ checkedAt: null, isChecking: false });
    expect(states(before)).toEqual(["unknown", "unknown", "unknown"]);
    const after = await checked();
    expect(states(after)).toEqual(["ready", "ready", "unknown"]);
    const found = Object.fromEntries(after.checks.map((c) => [c.check, c.detail]));
    expect(found).toMatchObject({
      tool: "the tool is there",
      well: "it is well",
      "list.word.level-2": "good: was used before",
    });
    expect(after.checks.every((c) => c.verdict === "pass")).toBe(true);
  });

  test.each([
    {
      broken: "no-tool",
      now: ["not-ready", "degraded", "unknown"],
      why: [["Tool: the tool is missing"], ["Tool: the tool is missing"], []],
    },
    { broken: "ill", now: ["degraded", "ready", "unknown"], why: [["Well: it is ill"], [], []] },
    {
      broken: "no-word",
      now: ["unknown", "unknown", "unknown"],
      why: [["Tool: nobody knows"], ["Tool: nobody knows"], []],
    },
    {
      broken: "slow",
      now: ["unknown", "unknown", "unknown"],
      why: [["Tool: gave no answer within 3 s"], ["Tool: gave no answer within 3 s"], []],
    },
  ])("with $broken only what needs it turns, and says why", async ({ broken, now, why }) => {
    writeFileSync(file(broken), "");
    const view = await checked();
    expect(states(view)).toEqual(now);
    expect(reasons(view)).toEqual(why);
  });

  test("what is to be fixed stands on the board with what to do", async () => {
    writeFileSync(file("no-tool"), "");
    await checked();
    const { fixes } = await readinessBoard(ctx);
    expect(fixes[0]).toMatchObject({
      target: "host-1",
      effect: "prevents",
      says: "the tool is missing",
      next: "install it",
      because: "nothing can be changed",
      stops: ["Level 1"],
    });
  });

  test.each([
    { what: "another host key", over: { hostKeySha256: `SHA256:${"A".repeat(43)}` }, check: "host-key" },
    { what: "nobody at the address", over: { port: 9 }, check: "reach" },
    { what: "a login that is refused", over: { login: "nobody-here" }, check: "login" },
  ])("$what: nothing works, and for that one reason", async ({ over, check }) => {
    const target = await kit.addTarget(`off-${check}`, over);
    const view = await checked(target.id);
    expect(states(view)).toEqual(["not-ready", "not-ready", "unknown"]);
    expect(view.cells[0]?.reasons.map((r) => r.check)).toEqual([check]);
    expect(view.checks.find((c) => c.check === "tool")?.verdict).toBe("unknown");
    // Good is only what was asked; a login may be refused before the host was.
    if (check !== "host-key") expect(view.checks.some((c) => c.verdict === "pass")).toBe(false);
  });
});

describe("when it is looked", () => {
  const EVERY_MS = 600_000;
  const clock = { now: () => new Date() };
  const store = createReadinessStore({ db: prisma, queue: kit.queue, recorder: ctx.recorder, clock });
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  const looks = () => prisma.readinessLook.findMany({ where: { targetId: id }, orderBy: { createdAt: "asc" } });
  const settled = () => until(looks, (all) => all.every((l) => l.endedAt !== null));
  /** Looks that `due` opened on the target, at a time. */
  async function openedAt(now: Date): Promise<number> {
    const before = (await looks()).length;
    await Promise.all([store.due(now, EVERY_MS), store.due(now, EVERY_MS)]);
    return (await looks()).length - before;
  }
  beforeAll(async () => {
    await checked();
  });

  test("about every ten minutes, once, however many engines look for it", async () => {
    expect(await openedAt(inMinutes(8))).toBe(0);
    expect(await openedAt(inMinutes(12))).toBe(1);
    await settled();
    await prisma.readinessLook.deleteMany({ where: { createdAt: { gt: new Date() } } });
  });

  test("a look that lost its job is handed out again", async () => {
    const lost = await prisma.readinessLook.create({
      data: { targetId: id, actor: ctx.actor, createdAt: new Date() },
    });
    await store.due(new Date(), null);
    await settled();
    expect((await prisma.readinessLook.findUniqueOrThrow({ where: { id: lost.id } })).results).not.toEqual([]);
  });

  test("at once when the target is new or was changed", async () => {
    const fresh = await kit.addTarget("fresh");
    await store.due(new Date(), EVERY_MS);
    expect(await prisma.readinessLook.count({ where: { targetId: fresh.id } })).toBe(1);
    expect(await openedAt(new Date())).toBe(0);
    await prisma.target.update({ where: { id }, data: { watchSeconds: 1 } });
    expect(await openedAt(new Date())).toBe(1);
    await settled();
  });

  test("not while a run holds the target, which is in use; at once when it has ended", async () => {
    const commander = kit.ctx("commander");
    const number = await kit.declare();
    const { run } = await startRun(commander, {
      incident: number,
      idempotencyKey: "readiness-1",
      body: { procedure: "level-1" },
    });
    expect(await openedAt(inMinutes(30))).toBe(0);
    await expect(checkReadiness(ctx, id)).rejects.toMatchObject({ code: "not-possible-now" });
    expect(states(await targetReadiness(ctx, id))).toEqual(["in-use", "in-use", "in-use"]);
    expect((await kit.rested(run.id)).status).toBe("succeeded");
    expect(await openedAt(new Date())).toBe(1);
    await settled();
    const [level1] = (await targetReadiness(ctx, id)).cells;
    expect(level1).toMatchObject({ state: "ready", lastProof: { runId: run.id, incident: number } });
    expect(level1?.usualMs).toBeGreaterThan(0);
  });

  test("asked for twice it is looked once; a viewer may not ask; it is in the audit", async () => {
    writeFileSync(file("slow"), "");
    const [first, second] = await Promise.all([checkReadiness(ctx, id), checkReadiness(ctx, id)]);
    expect(first).toEqual(second);
    expect((await targetReadiness(ctx, id)).isChecking).toBe(true);
    await expect(checkReadiness(kit.ctx("viewer"), id)).rejects.toMatchObject({ code: "forbidden" });
    await settled();
    expect(
      await prisma.auditEvent.count({ where: { action: "readiness.check", object: `target:${id}` } }),
    ).toBeGreaterThan(0);
  });

  test("of a target the newest looks are kept, and nothing of them stays on the host", async () => {
    const old = Array.from({ length: 40 }, (_, n) => ({
      targetId: id,
      actor: ctx.actor,
      createdAt: new Date(n * 1000),
      endedAt: new Date(n * 1000),
    }));
    await prisma.readinessLook.createMany({ data: old });
    const mine = new Set((await looks()).map((look) => look.id));
    await checked();
    expect(await looks()).toHaveLength(30);
    expect((await kit.leftOnHost()).filter((key) => mine.has(key.split(".")[0] ?? ""))).toEqual([]);
  });
});
