import { expect, healthOf, test } from "./demo.ts";

test("level 3 asks for the target's name and a second person, restores a verified backup, and is proven", async ({
  as,
  api,
  demo,
  brokenRange,
}) => {
  test.setTimeout(600_000);
  const target = demo.targets[0]?.name ?? "";
  const number = await api("commander").declare(`Restore on ${brokenRange.parameters.PM2_APP}`);
  const page = await as("commander");
  await page.goto(`/incidents/${number}`);
  await page.getByRole("button", { name: "Roll back: level 3" }).click();
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await expect(dialog).toContainText(/does not match its checksum|is cut off or damaged/);
  await expect(dialog).toContainText(/is empty/);
  const start = dialog.getByRole("button", { name: "Start rollback" });
  await expect(start).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("textbox").last().fill(target);
  await start.click();

  const runId = await expect
    .poll(async () => (await api("commander").incident(number)).currentRun?.status)
    .toBe("awaiting-approval")
    .then(async () => (await api("commander").incident(number)).currentRun?.id ?? "");
  expect((await api("commander").post(`/runs/${runId}/approve`)).status, "who asked cannot approve").toBe(409);
  expect((await api("responder").post(`/runs/${runId}/approve`)).status).toBe(403);
  expect((await api("commander-2").post(`/runs/${runId}/approve`)).body.status).toBe("armed");
  await page.getByRole("button", { name: "Start now…" }).click();
  await dialog.getByRole("button", { name: "Start rollback" }).click();
  await expect.poll(async () => (await api("commander").run(runId)).status).not.toBe("armed");

  const run = await api("commander").rested(runId);
  expect(run.status, run.reason ?? "").toBe("succeeded");
  const health = await healthOf(demo);
  expect(health).toMatchObject({ version: "1.0.0-stable", status: "healthy" });
  const database = run.steps.find((s) => s.id === "database");
  expect((await api("commander").get(`/runs/${runId}/steps/${database?.stepRunId}/output?from=0`)).text).toMatch(
    /^skipped: (the database stays as it is, as chosen|no database configured)$/m,
  );
});
