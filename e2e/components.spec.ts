import { expect, healthOf, test } from "./demo.ts";

const COMPONENTS = [
  { name: "GAP-001", procedure: "gap-001", feature: "parallelSpawning" },
  { name: "QW-001", procedure: "qw-001", feature: "parallelUploads" },
  { name: "QW-002", procedure: "qw-002", feature: "mcpTracking" },
] as const;

for (const { name, procedure, feature } of COMPONENTS) {
  test(`${name} alone is switched off by its button and proven`, async ({ as, api, demo, brokenRange }) => {
    const number = await api("commander").declare(`${name} on ${brokenRange.parameters.PM2_APP}`);
    const page = await as("responder");
    await page.goto(`/incidents/${number}`);
    await page.getByRole("button", { name: `Roll back: ${name}` }).click();
    await page.getByRole("button", { name: "Start rollback" }).click();
    await expect(page.getByRole("region", { name: "Run", exact: true })).toContainText("Succeeded, proven", {
      timeout: 240_000,
    });
    const { currentRun } = await api("commander").incident(number);
    expect(currentRun).toMatchObject({ procedure, status: "succeeded" });
    await expect.poll(async () => (await healthOf(demo))?.features?.[feature]).toBe(false);
  });
}

test("QW-001 by reverting its one file is built beside, switched and proven; the way back is offered and proven too", async ({
  api,
  brokenRange,
}) => {
  test.setTimeout(600_000);
  const commander = api("commander");
  const number = await commander.declare(`Revert on ${brokenRange.parameters.PM2_APP}`);
  const { body } = await commander.start(number, { procedure: "qw-001", option: "revert-file" });
  const run = await commander.rested(body.id);
  expect(run.status, run.reason ?? "").toBe("succeeded");
  expect(run.choices.STABLE_TAG ?? run.steps[0]?.captures.STABLE_TAG).toBe("v1.0.0-stable");
  const undo = await commander.post(`/runs/${body.id}/undo`, {}, { "idempotency-key": crypto.randomUUID() });
  expect(undo.status).toBe(201);
  expect((await commander.rested(undo.body.id)).status).toBe("succeeded");
});

test("options that cannot be made safe answer with the reason and what to press instead", async ({
  api,
  brokenRange,
}) => {
  const commander = api("commander");
  const number = await commander.declare(`Refused on ${brokenRange.parameters.PM2_APP}`);
  for (const [procedure, option] of [
    ["gap-001", "revert-file"],
    ["qw-001", "manual-restore"],
    ["qw-002", "revert-file"],
    ["qw-002", "remove"],
  ]) {
    const refused = await commander.start(number, { procedure, option });
    expect(refused.status).toBe(422);
    expect(refused.body.code).toBe("option-refused");
    expect(refused.body.detail).toMatch(/Press instead: toggle/);
  }
});
