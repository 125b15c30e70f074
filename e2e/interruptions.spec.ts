import { readdirSync, readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import type { RunView } from "#lib/contract/run.ts";
import { type Api, expect, test } from "./demo.ts";

// Long enough to be interrupted in.
test.use({ watchSeconds: 30 });

/** Starts level 1 from the page and answers the run once its output has begun to arrive. */
async function startLevelOne(page: Page, api: Api, number: number): Promise<string> {
  await page.goto(`/incidents/${number}`);
  await page.getByRole("button", { name: "Roll back: level 1" }).click();
  await page.getByRole("button", { name: "Start rollback" }).click();
  await expect(page.getByRole("log", { name: "Run output" })).toContainText("asking pm2");
  return (await api.incident(number)).currentRun?.id ?? "";
}

/** The page shows the end of the run and says that it has every byte of it. */
async function expectWhole(page: Page, run: RunView): Promise<void> {
  await expect(page.getByRole("region", { name: "Run", exact: true })).toContainText("Succeeded, proven");
  const total = run.steps.reduce((sum, s) => sum + s.output.bytes, 0);
  await expect(page.getByText(`${new Intl.NumberFormat("en-US").format(total)} bytes`).first()).toBeVisible();
  await expect(page.getByText("no gaps from byte 0")).toBeVisible();
}

/** The demo's web process: the one below our data directory. */
function webPid(): number {
  const dir = process.env.BACKOUT_E2E_DIR ?? "";
  const found = readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const isWeb = readFileSync(`/proc/${name}/cmdline`, "latin1").includes("lib/server/web.ts");
      return isWeb && readFileSync(`/proc/${name}/environ`, "latin1").includes(`BACKOUT_DATA_DIR=${dir}`);
    } catch {
      return false; // it ended while we looked
    }
  });
  expect(found).toHaveLength(1);
  return Number(found[0]);
}

test("a browser that is offline in the middle of a run says so, comes back by itself, and has every byte once", async ({
  as,
  api,
  brokenRange,
}) => {
  const commander = api("commander");
  const number = await commander.declare(`Offline on ${brokenRange.parameters.PM2_APP}`);
  const page = await as("commander");
  const runId = await startLevelOne(page, commander, number);
  for (let i = 0; i < 3; i++) {
    await page.context().setOffline(true);
    await expect(
      page
        .getByText(/Reconnecting|Stale/)
        .filter({ visible: true })
        .first(),
    ).toBeVisible();
    await page.context().setOffline(false);
    await expect(page.getByText("Live", { exact: true }).filter({ visible: true }).first()).toBeVisible();
  }
  await expectWhole(page, await commander.rested(runId));
});

test("the web process is killed in the middle of a run: the run goes on, and the page comes back by itself", async ({
  as,
  api,
  brokenRange,
}) => {
  const commander = api("commander");
  const number = await commander.declare(`Web killed on ${brokenRange.parameters.PM2_APP}`);
  const page = await as("commander");
  const runId = await startLevelOne(page, commander, number);
  for (let i = 0; i < 2; i++) {
    process.kill(webPid(), "SIGKILL");
    await expect
      .poll(
        () =>
          commander.run(runId).then(
            () => true,
            () => false,
          ),
        { timeout: 30_000 },
      )
      .toBe(true);
    await expect(page.getByText("Live", { exact: true }).filter({ visible: true }).first()).toBeVisible();
  }
  const run = await commander.rested(runId);
  expect(
    run.steps.map((s) => s.attempt),
    "no step was tried twice",
  ).toEqual(run.steps.map(() => 1));
  await expectWhole(page, run);
});
