import { startPrometheus } from "#lib/testing/prometheus.ts";
import { expect, test } from "./demo.ts";

test("what a real Prometheus measures gives the verdict, by keyboard alone to the declaration; its death strikes the value from it", async ({
  as,
  api,
  demo,
}) => {
  test.setTimeout(180_000);
  const targets = JSON.parse((await api("admin").get("/targets")).text).items as { id: string; name: string }[];
  const target = targets.find((t) => t.name === demo.targets[0]?.name);
  const source = `/targets/${target?.id}/metrics-source`;
  const prometheus = await startPrometheus();
  try {
    prometheus.set("app_error_rate_percent", 12);
    const admin = await as("admin");
    await test.step("an administrator says where the metrics are", async () => {
      await admin.goto("/targets");
      await admin.getByRole("button", { name: `Measured signals of ${target?.name}` }).click();
      const dialog = admin.getByRole("dialog");
      await dialog.getByLabel("Address of the Prometheus").fill(prometheus.url);
      await dialog.getByLabel("Error rate", { exact: true }).fill("app_error_rate_percent");
      await dialog.getByLabel("Requests in the window").fill("vector(1000)");
      await dialog.getByRole("button", { name: "Save" }).click();
      await expect(dialog).toHaveCount(0);
    });

    const page = await as("commander");
    const measured = page.getByRole("region", { name: "Measured", exact: true });
    const verdict = page.getByRole("region", { name: "Severity verdict" });
    await page.goto(`/assess?target=${target?.name}`);
    await test.step("the page measures by itself, counts down, and says what is not measured and why", async () => {
      await expect(measured).toContainText(/measured\s*12 %/, { timeout: 60_000 });
      await expect(verdict).toContainText("MAJOR");
      await expect(verdict).toContainText(/critical in 4 m \d+ s/);
      await expect(measured).toContainText("nothing is measured under that name");
    });
    await test.step("another value that is typed counts, with the measured one beside it", async () => {
      await page.getByLabel("Error rate", { exact: false }).first().fill("0");
      await expect(measured).toContainText(/typed\s*measured\s*12 %, not judged/);
      await expect(verdict).not.toContainText("MAJOR");
      await page.getByLabel("Error rate", { exact: false }).first().fill("");
      await expect(verdict).toContainText("MAJOR");
    });
    await test.step("by keyboard alone from the page to the declaration", async () => {
      const openedAt = Date.now();
      await page.goto(`/assess?target=${target?.name}`);
      await expect(verdict).toContainText("MAJOR");
      const declare = page.getByRole("button", { name: "Declare as major" });
      const isFocused = () => declare.evaluate((button) => button === document.activeElement);
      for (let i = 0; i < 120 && !(await isFocused()); i += 1) await page.keyboard.press("Tab");
      await expect(declare).toBeFocused();
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/incidents\/\d+/);
      expect(Date.now() - openedAt).toBeLessThan(30_000);
      const number = Number(/incidents\/(\d+)/.exec(page.url())?.[1]);
      const { assessment } = await api("commander").incident(number);
      expect(assessment?.sources.errorRatePercent).toMatchObject({ source: "measured", value: 12 });
    });
    await test.step("a source that dies is lost, its last value struck, and nothing leans on it", async () => {
      await page.goto(`/assess?target=${target?.name}`);
      await expect(measured).toContainText(/measured\s*12 %/);
      await prometheus.kill();
      await expect(measured).toContainText(/source lost/, { timeout: 60_000 });
      await expect(measured.locator("s")).toHaveText(["12 %", "1,000 requests"]);
      await expect(verdict).toContainText("Not known yet");
    });
  } finally {
    await api("admin").send("DELETE", source, {});
    await prometheus.stop();
  }
});
