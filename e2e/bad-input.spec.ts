import { injectFault } from "#lib/range/faults.ts";
import { expect, healthOf, test } from "./demo.ts";

test("wrong requests are answered with what is true, what was not done and what to do, and start nothing", async ({
  api,
  demo,
  brokenRange,
}) => {
  const commander = api("commander");
  const number = await commander.declare(`Wrong values on ${brokenRange.parameters.PM2_APP}`);
  const cases: [what: string, answer: { status: number; body: object }, status: number][] = [
    ["bad JSON", await commander.post("/incidents", '{"title": '), 400],
    [
      "an unknown field",
      await commander.post("/incidents", {
        title: "x y z",
        targets: ["drill-1"],
        severity: "major",
        reason: "because",
        colour: "red",
      }),
      422,
    ],
    [
      "an unknown target",
      await commander.post("/incidents", {
        title: "x y z",
        targets: ["nowhere"],
        severity: "major",
        reason: "because",
      }),
      422,
    ],
    ["no idempotency key", await commander.send("POST", `/incidents/${number}/runs`, { procedure: "level-1" }), 400],
    ["an unknown procedure", await commander.start(number, { procedure: "level-9" }), 422],
    [
      "a hostile choice",
      await commander.start(number, { procedure: "level-2", choices: { STABLE_TAG: "--upload-pack=touch /tmp/x" } }),
      422,
    ],
    [
      "shell in a choice",
      await commander.start(number, { procedure: "level-2", choices: { STABLE_TAG: "$(touch /tmp/x)" } }),
      422,
    ],
    ["an unknown choice", await commander.start(number, { procedure: "level-2", choices: { LD_PRELOAD: "x" } }), 422],
    [
      "a signal out of range",
      await commander.post("/assessments", { playbook: "agent-platform", signals: { errorRatePercent: 140 } }),
      422,
    ],
    [
      "an unknown signal",
      await commander.post("/assessments", { playbook: "agent-platform", signals: { moonPhase: 1 } }),
      422,
    ],
    ["an incident that does not exist", await commander.get("/incidents/999999"), 404],
    ["an admin who wants to run", await api("admin").start(number, { procedure: "level-1" }), 403],
  ];
  for (const [what, { status, body }, expected] of cases) {
    expect(status, `${what}: ${JSON.stringify(body)}`).toBe(expected);
    expect(body, what).toMatchObject({
      status: expected,
      code: expect.any(String),
      detail: expect.any(String),
      requestId: expect.any(String),
    });
  }
  expect((await commander.incident(number)).runs).toEqual([]);
  const anonymous = await fetch(`${demo.url}/api/v1/incidents`);
  expect(anonymous.status).toBe(401);
});

test("a tag that does not exist stops level 2 before anything is changed", async ({ api, demo, brokenRange }) => {
  const commander = api("commander");
  const number = await commander.declare(`Unknown tag on ${brokenRange.parameters.PM2_APP}`);
  const { body } = await commander.start(number, { procedure: "level-2", choices: { STABLE_TAG: "v9.9.9-stable" } });
  const run = await commander.rested(body.id);
  expect(run).toMatchObject({
    status: "failed",
    reason: expect.stringContaining('"v9.9.9-stable" does not exist on the target'),
  });
  expect(run.steps.slice(1).every((s) => s.status === "pending")).toBe(true);
  await expect.poll(async () => (await healthOf(demo))?.version).toBe("1.1.0-agent-optimizations");
});

test("a host that shows another key is never logged in to; the confirmation says so and cannot start", async ({
  as,
  api,
  brokenRange,
}) => {
  await injectFault(brokenRange, "wrong-host-key");
  const commander = api("commander");
  const number = await commander.declare("Another host key");
  const page = await as("commander");
  await page.goto(`/incidents/${number}`);
  await page.getByRole("button", { name: "Roll back: level 1" }).click();
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await expect(dialog).toContainText("another host key");
  await expect(dialog).toContainText("No login was tried and nothing was run");
  await expect(dialog.getByRole("button", { name: "Start rollback" })).toHaveAttribute("aria-disabled", "true");
});

test("a host that does not answer is said so, with nothing run", async ({ api, brokenRange }) => {
  await injectFault(brokenRange, "unreachable");
  const commander = api("commander");
  const number = await commander.declare("Nobody answers");
  const { body } = await commander.start(number, { procedure: "level-1" });
  const run = await commander.rested(body.id);
  expect(run).toMatchObject({ status: "failed", reason: expect.stringMatching(/cannot be reached.*Nothing was run/) });
  expect(run.next.map((n) => n.kind)).toContain("retry");
});
