import path from "node:path";
import { fillStep } from "#lib/testing/big-output.ts";
import { openDemoDatabase } from "#lib/testing/demo-database.ts";
import { expect, test } from "./demo.ts";

const LINES = 60_000;

test("a log of 6 MB opens at its end, is searched whole, and any line of it has a link", async ({
  as,
  api,
  brokenRange,
}) => {
  const commander = api("commander");
  const number = await commander.declare(`A long log on ${brokenRange.parameters.PM2_APP}`);
  const { body } = await commander.start(number, { procedure: "level-1" });
  const run = await commander.rested(body.id);
  const stepRunId = run.steps.findLast((s) => s.startedAt !== null)?.stepRunId ?? "";
  const db = openDemoDatabase(path.join(process.env.BACKOUT_E2E_DIR ?? "", "demo"));
  const output = await fillStep(db, stepRunId, LINES).finally(() => db.close());

  const page = await as("viewer");
  await page.goto(`/incidents/${number}?run=${run.id}`);
  const log = page.getByRole("log", { name: "Run output" });
  const line = (n: number) => log.locator(`[data-line="${n}"]`);
  await expect(line(LINES)).toContainText(`/api/items/${LINES - 1}`);
  // What is drawn does not grow with the log.
  expect(await log.locator("[data-line]").count()).toBeLessThan(300);

  await page.getByRole("searchbox", { name: "Search in the output" }).fill(output.rare.toUpperCase());
  await expect(page.getByRole("search").getByText("1", { exact: true })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("search").getByText("1 of 1")).toBeVisible();
  await expect(line(output.rareLine).locator("mark")).toBeInViewport();

  await line(output.rareLine).getByTitle(`Link to line ${output.rareLine}`).click();
  await expect(page).toHaveURL(new RegExp(`run=${run.id}#L${stepRunId}:${output.rareLine}$`));
  const other = await as("commander");
  await other.goto(`/incidents/${number}?run=${run.id}#L${stepRunId}:${LINES / 2}`);
  const otherLog = other.getByRole("log", { name: "Run output" });
  const linked = otherLog.locator(`[data-line="${LINES / 2}"]`);
  await expect(linked).toContainText(`/api/items/${LINES / 2 - 1}`);
  await expect(linked).toBeInViewport();

  await otherLog.getByTitle(`Link to line ${LINES / 2 + 1}`, { exact: true }).click({ modifiers: ["Shift"] });
  await other.getByRole("button", { name: "Pin as evidence" }).click();
  await expect(other.getByText("Pinned to the review")).toBeVisible();
  await other.goto(`/incidents/${number}/rca`);
  const excerpt = other.getByRole("region", { name: new RegExp(`lines ${LINES / 2} to ${LINES / 2 + 1}`) });
  await expect(excerpt).toContainText(`/api/items/${LINES / 2}`);
});
