import type { Page } from "@playwright/test";
import { injectFault } from "#lib/range/faults.ts";
import { expect, test } from "./demo.ts";

// Long enough to break the application within it.
test.use({ watchSeconds: 20 });

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
const card = (page: Page) => page.getByRole("region", { name: "Verification", exact: true });

async function rollBackLevelOne(page: Page, number: number): Promise<void> {
  await page.goto(`/incidents/${number}`);
  await page.getByRole("button", { name: "Roll back: level 1" }).click();
  await page.getByRole("button", { name: "Start rollback" }).click();
  await expect(card(page)).toContainText("Verifying", { timeout: 240_000 });
}

test("after level 1 the verification runs by itself and ends proven with its eight items ticked; what was collected before is in the review", async ({
  as,
  api,
  brokenRange,
}) => {
  test.setTimeout(600_000);
  const number = await api("commander").declare(`Verified on ${brokenRange.parameters.PM2_APP}`);
  // As wide as the review needs to show its evidence beside the text.
  const page = await as("commander", { viewport: { width: 1440, height: 900 } });
  await rollBackLevelOne(page, number);

  await test.step("it holds nothing, and resolving before it is proven asks for a reason", async () => {
    await expect(page.getByRole("button", { name: "Roll back: level 2" })).not.toHaveAttribute("aria-disabled", "true");
    await page.getByRole("button", { name: "Resolve…" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("The verification still runs");
    await expect(dialog.getByRole("button", { name: "Resolve incident" })).toHaveAttribute("aria-disabled", "true");
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });

  await test.step("eight items tick themselves, each with its evidence", async () => {
    await expect(card(page)).toContainText("Holds, proven", { timeout: 240_000 });
    const checklist = page.getByRole("region", { name: "Checklist" });
    for (const item of ITEMS)
      await expect(checklist.getByRole("listitem").filter({ hasText: item })).toContainText("Ticked:");
    const strip = page.getByRole("region", { name: "Stability watch" });
    await expect(strip).toContainText(/Nothing was crossed for 20 s of 20 s/);
    await expect(strip.getByRole("listitem").filter({ hasText: "P95 latency" })).toContainText(
      /within the limit of 1,500 ms for \d+/,
    );
    await expect(strip.getByRole("listitem").filter({ hasText: "Restarts" })).toContainText(/within the limit of 0/);
    const view = await api("commander").incident(number);
    const own = view.checklist.filter((item) => item.procedure === "verification");
    expect(own.map((item) => [item.title, item.evidence?.kind])).toEqual(ITEMS.map((title) => [title, "probe"]));
    expect(view.status).toBe("monitoring");
  });

  await test.step("the evidence is read in the room and in the review, and fills its fields", async () => {
    const evidence = page.getByRole("region", { name: "Collected evidence" });
    await evidence.getByRole("button", { name: "Version difference" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("deployed v1.1.0-agent-optimizations, stable v1.0.0-stable");
    await expect(dialog).toContainText("parallel-agent-spawner.ts");
    await dialog.getByRole("button", { name: "Close" }).last().click();

    await expect(evidence.getByRole("link", { name: /^Reproduce v1\.1\.0.* in staging/ })).toHaveAttribute(
      "href",
      `/drills/new?incident=${number}&version=v1.1.0-agent-optimizations&scenario=reproduce`,
    );

    await page.goto(`/incidents/${number}/rca`);
    const kept = page.getByRole("complementary", { name: "Evidence" });
    for (const title of ["Log of the failure period", "Error patterns", "Resource figures"])
      await expect(kept.getByRole("button", { name: title })).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Version difference" })).toHaveValue(/stable v1\.0\.0-stable/);
  });
});

test("an application that breaks within the window: it does not hold, and the next level stands beside it, on a phone too", async ({
  as,
  api,
  brokenRange,
}) => {
  test.setTimeout(600_000);
  const number = await api("commander").declare(`Breaks again on ${brokenRange.parameters.PM2_APP}`);
  const page = await as("commander");
  await rollBackLevelOne(page, number);
  await expect(card(page)).toContainText("Stable for", { timeout: 120_000 });
  await injectFault(brokenRange, "crash-loop");
  await expect(card(page)).toContainText("Does not hold", { timeout: 120_000 });
  await expect.poll(async () => (await api("commander").incident(number)).status).toBe("mitigating");

  const phone = await as("commander", { viewport: { width: 390, height: 844 } });
  await phone.goto(`/incidents/${number}`);
  await phone.getByRole("navigation", { name: "Room" }).getByRole("button", { name: "Roll back" }).click();
  await expect(card(phone)).toContainText("Does not hold");
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await card(phone).getByRole("button", { name: "Code rollback…" }).click();
  await expect(phone.getByRole("alertdialog").or(phone.getByRole("dialog"))).toContainText("v1.0.0-stable");
});
