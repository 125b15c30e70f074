import { readFileSync } from "node:fs";
import { expect, healthOf, test } from "./demo.ts";

test("a commander assesses, declares, rolls back level 1 and level 2 to a proven stable version, resolves, and publishes the review", async ({
  as,
  api,
  demo,
  brokenRange,
}) => {
  test.setTimeout(900_000);
  const target = demo.targets[0]?.name ?? "";
  const page = await as("commander");

  await test.step("assess: the verdict follows what is typed", async () => {
    await page.goto("/assess");
    await page.getByLabel("Error rate", { exact: false }).first().fill("12");
    await page.getByLabel("Error rate lasts for").fill("6");
    await page.getByRole("button", { name: "Upload failures" }).click();
    await page.getByRole("button", { name: "HTTP 207 errors" }).click();
    const verdict = page.getByRole("region", { name: "Severity verdict" });
    await expect(verdict).toContainText(/critical/i);
    await expect(verdict).toContainText(/immediately/i);
    await expect(verdict).toContainText("12 %, over 5 %");
    await expect(verdict).toContainText(/Feature toggle/);
    await expect(verdict).toContainText("QW-001");
  });

  const number = await test.step("declare", async () => {
    await page.getByLabel("Title").fill("Uploads fail with HTTP 207");
    await page.getByRole("button", { name: "Declare as critical" }).click();
    await page.waitForURL(/\/incidents\/\d+/);
    return Number(/incidents\/(\d+)/.exec(page.url())?.[1]);
  });

  await test.step("level 1: one click, one confirmation, output while it runs, proven, ticked with evidence", async () => {
    await page.getByRole("button", { name: "Roll back: level 1" }).click();
    const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"));
    await expect(dialog).toContainText(target);
    await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
    const start = dialog.getByRole("button", { name: "Start rollback" });
    await expect(start).toBeEnabled();
    await start.click();
    const log = page.getByRole("log", { name: "Run output" });
    await expect(log).toContainText("pm2 knows");
    const running = (await api("commander").incident(number)).currentRun;
    expect(running?.status, "the output is there before the run has ended").toBe("running");
    await expect(page.getByRole("region", { name: "Run", exact: true })).toContainText("Succeeded, proven", {
      timeout: 240_000,
    });
    const checklist = page.getByRole("region", { name: "Checklist" });
    for (const item of [
      "Environment variables updated",
      "Application restarted",
      "Health check passes",
      "Features disabled confirmed",
      "System stable",
      "Incident logged",
    ]) {
      await expect(checklist.getByRole("listitem").filter({ hasText: item })).toContainText("Ticked:");
    }
    const view = await api("commander").incident(number);
    const own = view.checklist.filter((c) => c.procedure === "level-1");
    expect(own.every((c) => c.state === "ticked" && c.evidence?.sha256.length === 64)).toBe(true);
    const health = await healthOf(demo);
    expect(health?.features).toEqual({ parallelSpawning: false, parallelUploads: false, mcpTracking: false });
  });

  await test.step("level 2: the running version is proved to be v1.0.0-stable", async () => {
    await page.getByRole("button", { name: "Roll back: level 2" }).click();
    const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"));
    await expect(dialog).toContainText("v1.0.0-stable");
    await expect(dialog).toContainText("v1.10.0-stable");
    await expect(dialog.getByRole("radio", { name: /v1\.10\.0-stable/ }))
      .toHaveCount(0)
      .catch(async () => expect(dialog.getByRole("radio", { name: /v1\.10\.0-stable/ })).toBeDisabled());
    await dialog.getByRole("button", { name: "Start rollback" }).click();
    const shown = page.getByRole("region", { name: "Run", exact: true });
    await expect(shown, "not the run before, which offers this one").toHaveText(/^\s*Code rollback/);
    await expect(shown).toContainText("Succeeded, proven", { timeout: 240_000 });
    await expect(shown).toContainText("Health as users reach it");
    const log = page.getByRole("log", { name: "Run output" });
    await expect.poll(() => log.evaluate(overlapsOf), "no line is drawn over another one").toEqual([]);
    const health = await healthOf(demo);
    expect(health).toMatchObject({ version: "1.0.0-stable", status: "healthy" });
    expect(brokenRange.parameters.APP_DIR).toBeTruthy();
  });

  await test.step("resolve, once it is verified that the rollback holds", async () => {
    await expect(page.getByRole("region", { name: "Verification" })).toContainText("Holds, proven", {
      timeout: 120_000,
    });
    await page.getByRole("button", { name: /Resolve/ }).click();
    await page
      .getByRole("alertdialog")
      .or(page.getByRole("dialog"))
      .getByRole("button", { name: /^Resolve/ })
      .click();
    await expect.poll(async () => (await api("commander").incident(number)).status).toBe("resolved");
  });

  await test.step("the review is nearly written; it is completed, published and exported", async () => {
    await page.goto(`/incidents/${number}/rca`);
    await expect(page.getByRole("region", { name: "Timeline" })).toContainText("Code rollback: proven");
    const write = async (label: string, text: string) =>
      page.getByRole("textbox", { name: label, exact: true }).fill(text);
    await write("Root cause", "Parts were kept for a retry that never came.");
    await page
      .getByRole("button", { name: /Add.*contributing factor/i })
      .or(page.getByRole("region", { name: "Contributing factors" }).getByRole("button", { name: /add/i }))
      .first()
      .click();
    await page
      .getByRole("textbox", { name: /Contributing factors/i })
      .last()
      .fill("The rollout went to everything at once.");
    await write("Testing gaps", "No test uploads under load.");
    await write("Monitoring gaps", "Memory was not watched.");
    await write("Code review gaps", "214 lines, one approval.");
    await page
      .getByRole("region", { name: "Corrective actions" })
      .getByRole("button", { name: /add/i })
      .first()
      .click();
    await page
      .getByRole("textbox", { name: /Immediate/i })
      .first()
      .fill("Keep the toggle off.");
    await write("Lessons learned", "A toggle is only as good as its proof.");
    const publish = page.getByRole("button", { name: "Publish RCA" });
    await expect(publish).toBeEnabled({ timeout: 20_000 });
    await publish.click();
    const confirm = page.getByRole("alertdialog").or(page.getByRole("dialog"));
    if (await confirm.isVisible().catch(() => false)) await confirm.getByRole("button", { name: /Publish/ }).click();
    await expect.poll(async () => (await api("commander").incident(number)).status, { timeout: 30_000 }).toBe("closed");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: /Export/ }).click();
    await page.getByRole("menuitem", { name: /Markdown/ }).click();
    const markdown = readFileSync(await (await download).path(), "utf8");
    expect(markdown).toContain("# Root cause analysis: Uploads fail with HTTP 207");
    expect(markdown).toContain("Parts were kept for a retry that never came.");
    expect(markdown).toContain("Code rollback: proven");
  });
});

/** In the page: texts of rows that begin above the lower edge of the row before them. */
function overlapsOf(log: Element): string[] {
  const rows = [...log.querySelectorAll(".row")]
    .map((row) => ({ text: row.textContent ?? "", ...row.getBoundingClientRect().toJSON() }))
    .sort((a, b) => a.top - b.top);
  return rows.flatMap((row, i) => ((rows[i - 1]?.bottom ?? Number.NEGATIVE_INFINITY) > row.top + 1 ? [row.text] : []));
}
