import { beforeEach, expect, test } from "vitest";
import { injectFault } from "#lib/range/faults.ts";
import { askHealth } from "#lib/range/health.ts";
import { resetRange } from "#lib/range/reset.ts";
import { startVerification } from "#lib/services/verification/start.ts";
import { createRangeEngine } from "./range-engine.ts";
import { HOOK_MS, onTarget, RESTART } from "./range-kit.ts";

/** Long enough to break the application within it. */
const WATCH_SECONDS = 12;
const ITEMS = [
  "Application running",
  "Health endpoint responds",
  "Core features functional",
  "Error rate acceptable",
  "Performance acceptable",
  "Database accessible",
  "Logs normal",
  "30-minute stability achieved",
];

const on = await createRangeEngine({ watchSeconds: WATCH_SECONDS, data: true });
beforeEach(() => resetRange(on.range), HOOK_MS);

/** What the application keeps: rows of agents and uploads. */
const kept = async () => (await fetch(`${on.range.parameters.APP_URL}/api/agents`)).json();

test("after level 1 the eight items of the post-rollback checklist tick themselves with evidence, and nothing of the probes is kept", async () => {
  const number = await on.declare();
  expect(await on.rollBack(number, "level-1")).toMatchObject({ status: "succeeded" });
  const before = await kept();
  const run = await on.rested(await on.verification(number));
  expect(run, run.reason ?? "").toMatchObject({ status: "succeeded" });
  const view = await on.incident(number);
  const items = view.checklist.filter((item) => item.procedure === "verification");
  expect(items.map((item) => item.title)).toEqual(ITEMS);
  for (const item of items)
    expect(item, item.title).toMatchObject({
      state: "ticked",
      tickedBy: { kind: "engine" },
      evidence: { kind: "probe" },
    });
  const said = Object.fromEntries(items.map((item) => [item.title, item.evidence?.detail]));
  expect(said["Health endpoint responds"]).toContain("the running process says version 1.1.0-agent-optimizations");
  expect(said["Core features functional"]).toMatch(/6 marked requests succeeded .*; nothing of them was kept/);
  expect(said["Database accessible"]).toMatch(
    on.range.parameters.DB_NAME
      ? /appdb answers, \d+ tables; its application reads \d+ rows of agents/
      : /no database is configured for this target/,
  );
  expect(said["Logs normal"]).toMatch(/no ERROR line in \d+ since the switch/);
  expect(await kept()).toEqual(before);
  expect(view.status).toBe("monitoring");

  // Somebody restarts it by hand and asks again: that compares with now, not with the rollback's end.
  await onTarget(on.range, RESTART);
  const asked = await startVerification(on.ctx, { incident: number, idempotencyKey: crypto.randomUUID() });
  const again = await on.rested(asked.run.id);
  expect(again.status, again.reason ?? "").toBe("succeeded");
});

test("an application that breaks again within the window fails the verification: mitigating again, next level offered", async () => {
  const number = await on.declare();
  expect(await on.rollBack(number, "level-1")).toMatchObject({ status: "succeeded" });
  const id = await on.verification(number);
  await on.until(id, (run) => run.steps.some((s) => s.id === "stay-stable" && s.output.finishedLines > 0));
  await injectFault(on.range, "crash-loop");
  const run = await on.rested(id);
  expect(run.status).toBe("failed");
  expect(run.next).toContainEqual(expect.objectContaining({ kind: "procedure", procedure: "level-2" }));
  const view = await on.incident(number);
  expect(view.status).toBe("mitigating");
  expect(view.checklist.find((item) => item.title === ITEMS[7])).toMatchObject({
    state: "failed",
    evidence: { detail: expect.stringMatching(/restarted|pm2 says|no answer/) },
  });
  expect(view.timeline.some((e) => e.kind === "verification.failed")).toBe(true);

  // The next level heals it, and is verified in its turn, by its own version.
  expect(await on.rollBack(number, "level-2")).toMatchObject({ status: "succeeded" });
  expect(await on.rested(await on.verification(number))).toMatchObject({ status: "succeeded" });
  expect((await askHealth(on.range.parameters.HEALTH_URL))?.version).toBe("1.0.0-stable");
  const health = (await on.incident(number)).checklist.find((item) => item.title === ITEMS[1]);
  expect(health?.evidence?.detail).toContain("the running process says version 1.0.0-stable");
});
