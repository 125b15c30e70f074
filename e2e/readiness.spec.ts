import { renameSync } from "node:fs";
import path from "node:path";
import { expect, test } from "./demo.ts";

test("the board says which button would work right now, and why not; so do the card and the confirmation", async ({
  as,
  api,
  demo,
  brokenRange,
}) => {
  const target = demo.targets[0]?.name ?? "";
  const page = await as("responder");
  await page.goto("/");
  const board = page.getByRole("region", { name: "Readiness" });
  const check = board.getByRole("button", { name: `Check now: ${target}` });
  const level2 = board.getByRole("button", { name: `Level 2 on ${target}` });
  await expect(check).toHaveText("Check now");
  await check.click();
  await expect(level2).toHaveAccessibleName(`Level 2 on ${target}: Ready`);
  await expect(board).toContainText(/checked \d/);

  // One thing is broken: what needs it turns, what does not stays.
  const lockFile = path.join(brokenRange.parameters.APP_DIR, "package-lock.json");
  renameSync(lockFile, `${lockFile}.away`);
  try {
    await expect(check).toHaveText("Check now");
    await check.click();
    await expect(level2).toHaveAccessibleName(/: Degraded\. Lock file: package-lock\.json is missing/);
    await expect(board.getByRole("button", { name: `Level 1 on ${target}` })).toHaveAccessibleName(/: Ready$/);
    const fix = page.getByRole("region", { name: "Fix before it is needed" });
    await expect(fix).toContainText("Weakens Level 2, Level 3");
    await expect(fix).toContainText("put it back from the deployed release");

    // By keyboard: the cell opens, says everything, and gives the focus back.
    await level2.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog", { name: `Level 2 on ${target}` })).toContainText("Safe next: put it back");
    await page.keyboard.press("Escape");
    await expect(level2).toBeFocused();

    await page.setViewportSize({ width: 390, height: 844 });
    await expect(level2).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.setViewportSize({ width: 1440, height: 900 });

    const commander = await as("commander");
    await commander.goto(`/incidents/${await api("commander").declare("Is it ready?")}`);
    await expect(commander.getByRole("article", { name: /^level 2/ })).toContainText("Degraded");
    await commander.getByRole("button", { name: "Roll back: level 2" }).click();
    const dialog = commander.getByRole("alertdialog");
    await expect(dialog).toContainText("package-lock.json is missing");
    await expect(dialog).toContainText("It can be started all the same.");
  } finally {
    renameSync(`${lockFile}.away`, lockFile);
  }
});
