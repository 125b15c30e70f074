import type { DrillView } from "#lib/contract/drill.ts";
import type { DrillReport } from "#lib/contract/drill-report.ts";
import { expectNoViolations } from "./axe.ts";
import { expect, healthOf, test } from "./demo.ts";

test("a drill is planned, its failure injected, rolled back with the same button, timed, ticked, learned from and reported", async ({
  as,
  api,
  demo,
  brokenRange: _,
}) => {
  test.setTimeout(900_000);
  const page = await as("commander");
  const read = async (number: number): Promise<DrillView> =>
    JSON.parse((await api("commander").get(`/drills/${number}`)).text);

  await test.step("the demo has one planned, and the page shows it", async () => {
    await page.goto("/drills");
    await expect(page.getByRole("region", { name: "Upcoming drills" })).toContainText("Quarterly rollback drill");
  });

  const number = await test.step("plan one", async () => {
    await page.getByRole("link", { name: "Plan a drill" }).click();
    await page.getByLabel("Title").fill("Rehearse the code rollback");
    await expect(page.getByLabel("Target", { exact: true })).toContainText("(drill)");
    await page.getByLabel("First date, UTC").fill("2999-01-31T10:00");
    await page.getByLabel("Participants").fill("dev-1\nops-1");
    await page.getByRole("button", { name: "Plan drill" }).click();
    await page.waitForURL(/\/drills\/\d+$/);
    return Number(/drills\/(\d+)/.exec(page.url())?.[1]);
  });

  await test.step("start it, and say who is here", async () => {
    await page.getByRole("button", { name: "Start drill" }).click();
    await expect(page.getByRole("link", { name: /Open the room, INC-/ })).toBeVisible();
    for (const name of ["dev-1", "ops-1"]) {
      await page.getByRole("checkbox", { name }).click();
      await expect(page.getByRole("checkbox", { name })).toBeChecked();
    }
    await expect(page.getByRole("region", { name: "Checklist" })).toContainText("2 of 2 present");
  });
  const incident = (await read(number)).incident ?? 0;

  await test.step("inject: an ordinary run, proven when a probe has seen the failure", async () => {
    await page.getByRole("button", { name: "Inject the failure…" }).click();
    const dialog = page.getByRole("alertdialog");
    await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
    await dialog.getByRole("button", { name: "Inject the failure" }).click();
    await expect(dialog).toBeHidden();
    const { injection } = await read(number);
    const run = await api("commander").rested(injection?.id ?? "");
    expect(run.status, run.reason ?? "").toBe("succeeded");
    expect(run.mode).toBe("drill");
    // It dies again and again: an answer comes between two crashes.
    await expect.poll(async () => (await healthOf(demo))?.version).toBe("1.1.0-agent-optimizations");
    await page.getByRole("button", { name: "We see the failure" }).click();
    await expect(page.getByRole("button", { name: "We see the failure" })).toBeHidden();
  });

  await test.step("assess and declare as in earnest: the drill's own incident", async () => {
    await page.getByRole("link", { name: "Assess and declare" }).click();
    await expect(page.getByText(`DRILL-${number}`, { exact: true })).toBeVisible();
    await page.getByLabel("Error rate", { exact: false }).first().fill("12");
    await page.getByLabel("Error rate lasts for").fill("6");
    await expect(page.getByRole("region", { name: "Severity verdict" })).toContainText("12 %, over 5 %");
    await page.getByRole("button", { name: "Declare as critical" }).click();
    await page.waitForURL(new RegExp(`/incidents/${incident}$`));
    await expect(page.getByRole("banner").or(page.locator(".room-head")).first()).toContainText(`DRILL-${number}`);
    await expect(page).toHaveTitle(/^DRILL · /);
  });

  await test.step("roll back with the button of the real thing", async () => {
    await page.getByRole("button", { name: "Roll back: level 2" }).click();
    const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"));
    await dialog.getByRole("button", { name: "Start rollback" }).click();
    await expect.poll(async () => (await read(number)).rollbacks.length).toBe(1);
    const run = await api("commander").rested((await read(number)).rollbacks[0]?.id ?? "");
    expect(run.status, run.reason ?? "").toBe("succeeded");
    expect((await healthOf(demo))?.version).toBe("1.0.0-stable");
  });

  await test.step("the stopwatch has the figures of the run, and the record ticks what it proves", async () => {
    await page.goto(`/drills/${number}`);
    const watch = page.getByRole("region", { name: "Stopwatch" });
    await expect(watch).toContainText("of 15:00, target met");
    const { stopwatch, rollbacks } = await read(number);
    const { clock } = await api("commander").run(rollbacks[0]?.id ?? "");
    expect(stopwatch.procedure).toMatchObject({ tookMs: clock.elapsedMs, targetMs: 15 * 60_000, isLate: false });
    expect(stopwatch.phases.map((p) => p.state)).toEqual(Array(7).fill("done"));
    const checklist = page.getByRole("region", { name: "Checklist" });
    await expect(checklist).toContainText("every proof of");
    await expect(checklist.getByRole("button", { name: "Tick: Documentation updated" })).toBeVisible();
  });

  await test.step("review: tick, learn, improve", async () => {
    await page.getByRole("button", { name: "Begin review" }).click();
    await expect(page.getByRole("button", { name: "Finish and seal the report" })).toBeVisible();
    for (const item of ["Staging environment ready", "Documentation updated"]) {
      await page.getByRole("button", { name: `Tick: ${item}` }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Tick" }).click();
      // The dialog keeps the focus, and what is typed, until it is closed.
      await expect(page.getByRole("dialog")).toBeHidden();
      await expect(page.getByRole("button", { name: `Tick: ${item}` })).toBeHidden();
    }
    await page.getByLabel("What should be different next time?").fill("Nobody knew who may <b>declare</b>");
    await page.getByRole("button", { name: "Add lesson" }).click();
    await expect(page.getByRole("region", { name: "Lessons" })).toContainText("Nobody knew who may <b>declare</b>");
    await page.getByLabel("Improvement", { exact: true }).fill("Print the card");
    await page.getByLabel("Who does it").fill("dev-1");
    await page.getByLabel("Due").fill("2999-01-01");
    await page.getByRole("button", { name: "Add improvement" }).click();
    await expect(page.getByRole("region", { name: "Checklist" })).toContainText("8 of 8");
    await expectNoViolations(page);
  });

  await test.step("finish: sealed, downloaded, and the next one of the series is planned", async () => {
    await page.getByRole("button", { name: "Finish and seal the report" }).click();
    await expect(page.getByRole("region", { name: "Report" })).toContainText("sha256");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Markdown" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`DRILL-${number}-report.md`);
    const report: DrillReport = JSON.parse((await api("viewer").get(`/drills/${number}/report?format=json`)).text);
    expect(report.isDraft).toBe(false);
    expect(report.runs.map((r) => r.what)).toEqual(expect.arrayContaining(["injection", "rollback"]));
    for (const step of report.runs.filter((r) => r.what !== "verification").flatMap((r) => r.steps))
      expect(step.outputSha256, step.id).toMatch(/^[0-9a-f]{64}$/);
    const { text: html } = await api("viewer").get(`/drills/${number}/report?format=html`);
    expect(html).not.toContain("<b>declare</b>");
    const open: { items: DrillView[] } = JSON.parse((await api("viewer").get("/drills?state=open")).text);
    // An earlier run of this test may have left one that is not over.
    const planned = open.items.find((d) => d.title === "Rehearse the code rollback" && d.status === "planned");
    expect(planned?.status).toBe("planned");
    const next = await read(planned?.number ?? 0);
    expect(next.carried[0]?.title).toBe("Print the card");
    await api("commander").post(`/drills/${next.number}/cancel`, { reason: "only a test" });
  });
});
