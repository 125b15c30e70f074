import { expect, test } from "./demo.ts";

test("a second browser joins in the middle of a run and ends with the same bytes", async ({ as, api, brokenRange }) => {
  const commander = api("commander");
  const number = await commander.declare(`Joined late on ${brokenRange.parameters.PM2_APP}`);
  const first = await as("commander");
  await first.goto(`/incidents/${number}`);
  await first.getByRole("button", { name: "Roll back: level 1" }).click();
  await first.getByRole("button", { name: "Start rollback" }).click();
  await expect(first.getByRole("log", { name: "Run output" })).toContainText("switched off in .env");

  const second = await as("viewer");
  await second.goto(`/incidents/${number}`);
  await expect(second.getByRole("log", { name: "Run output" })).toContainText("pm2 knows");
  for (const page of [first, second])
    await expect(page.getByRole("region", { name: "Run", exact: true })).toContainText("Succeeded, proven", {
      timeout: 240_000,
    });

  const runId = (await commander.incident(number)).currentRun?.id ?? "";
  const run = await commander.run(runId);
  const total = run.steps.reduce((sum, s) => sum + s.output.bytes, 0);
  const shown = new Intl.NumberFormat("en-US").format(total);
  for (const page of [first, second])
    await expect(page.getByText(`${shown} bytes`, { exact: false }).first()).toBeVisible();
  for (const step of run.steps) {
    const whole = await commander.get(`/runs/${runId}/steps/${step.stepRunId}/output?from=0`);
    expect(whole.headers.get("backout-output-complete")).toBe("true");
    expect(whole.headers.get("backout-output-sha256")).toBe(step.output.sha256);
  }
});

test("two people press the same button at once: one run, the other is shown it", async ({ as, api, brokenRange }) => {
  const number = await api("commander").declare(`Pressed twice on ${brokenRange.parameters.PM2_APP}`);
  const pages = [await as("commander"), await as("commander-2")];
  for (const page of pages) {
    await page.goto(`/incidents/${number}`);
    await page.getByRole("button", { name: "Roll back: level 1" }).click();
    await expect(page.getByRole("button", { name: "Start rollback" })).toBeEnabled();
  }
  await Promise.all(pages.map((page) => page.getByRole("button", { name: "Start rollback" }).click()));
  await expect.poll(async () => (await api("commander").incident(number)).runs.length).toBe(1);
  const join = pages.map((page) => page.getByRole("button", { name: /Join/ }));
  await expect.poll(async () => (await Promise.all(join.map((j) => j.count()))).reduce((a, b) => a + b, 0)).toBe(1);
  for (const j of join) if ((await j.count()) === 1) await j.click();
  for (const page of pages) await expect(page.getByRole("log", { name: "Run output" })).toContainText("pm2 knows");
  const runId = (await api("commander").incident(number)).currentRun?.id ?? "";
  await api("commander").rested(runId);
});

test("a viewer cannot press: the button says why, the API answers 403", async ({ as, api, brokenRange }) => {
  const number = await api("commander").declare(`Watched on ${brokenRange.parameters.PM2_APP}`);
  const page = await as("viewer");
  await page.goto(`/incidents/${number}`);
  const button = page.getByRole("button", { name: "Roll back: level 1" });
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByText(/viewer/i).first()).toBeVisible();
  const refused = await api("viewer").start(number, { procedure: "level-1" });
  expect(refused.status).toBe(403);
  expect(refused.body.detail).toContain("responder or commander");
});
