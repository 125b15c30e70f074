import { execFileSync, spawn, spawnSync } from "node:child_process";
import path from "node:path";
import type { Page } from "@playwright/test";
import { type Demo, expect, healthOf, test } from "./demo.ts";

/** The command line as a process of its own, as the commander. */
function backout(demo: Demo, args: string[]) {
  const token = demo.accounts.find((a) => a.handle === "commander")?.apiToken ?? "";
  const env = { NODE_ENV: "production" as const, PATH: process.env.PATH, BACKOUT_URL: demo.url, BACKOUT_TOKEN: token };
  const child = spawn(process.execPath, [path.resolve("scripts/backout.mjs"), ...args], { env });
  let out = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece: Buffer) => {
      out += piece;
    });
  return { child, said: () => out, code: new Promise<number | null>((resolve) => child.once("close", resolve)) };
}

async function saved(page: Page, act: () => Promise<void>, to: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent("download"), act()]);
  await file.saveAs(to);
  return to;
}

test("an alert fills the assessment with one click, and the incident that is declared from it leaves with a record that is verified without the server", async ({
  as,
  api,
  demo,
}, info) => {
  const admin = api("admin");
  const { token } = JSON.parse((await admin.post("/alert-tokens", { name: "monitoring of a test" })).text);
  const title = `Errors <b>${info.testId.slice(-6)}</b>`;
  const alert = {
    status: "firing",
    labels: { alertname: "ErrorRate", target: demo.targets[0]?.name },
    annotations: {
      summary: title,
      signal_errorRatePercent: "12",
      signal_errorRateMinutes: "6",
      signal_requestCount: "4000",
    },
    startsAt: new Date(Date.now() - 300_000).toISOString(),
  };
  const sent = await fetch(`${demo.url}/api/v1/alerts/alertmanager`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ version: "4", alerts: [alert] }),
  });
  expect(await sent.json()).toEqual({ opened: 1, updated: 0, resolved: 0 });

  const page = await as("commander");
  await page.goto("/");
  const row = page.getByRole("region", { name: "Alerts" }).getByRole("listitem").filter({ hasText: title });
  await expect(row).toContainText("errorRatePercent 12");
  await row.getByRole("button", { name: "Assess and declare" }).click();
  await expect(page.getByText("used; declared from it")).toBeVisible();
  await page.getByRole("button", { name: "Declare as critical" }).click();
  await page.waitForURL(/\/incidents\/\d+/);
  const number = Number(new URL(page.url()).pathname.split("/").at(-1));
  const { timeline } = await admin.incident(number);
  expect(timeline).toContainEqual(expect.objectContaining({ kind: "alert.started", occurredAt: alert.startsAt }));

  await page.getByRole("button", { name: "More actions" }).click();
  const archive = await saved(
    page,
    () => page.getByRole("menuitem", { name: /Export all files/ }).click(),
    info.outputPath("whole.tar.gz"),
  );
  const whole = spawnSync(process.execPath, ["scripts/backout.mjs", "verify", archive, "--json"], { encoding: "utf8" });
  expect(JSON.parse(whole.stdout)).toMatchObject({ incident: number, faults: [], exitCode: 0 });

  await page.goto("/record");
  const integrity = page.getByRole("region", { name: "Integrity of the record" });
  await expect(integrity).toContainText("Whole.");
  await expect(integrity).toContainText(JSON.parse(whole.stdout).signer);
  await expect(page.getByRole("region", { name: "Response times" })).toContainText("agent-platform");

  await page.goto("/incidents");
  const again = await saved(
    page,
    () => page.getByRole("link", { name: `Export INC-${number} as one archive` }).click(),
    info.outputPath("again.tar.gz"),
  );
  expect(execFileSync("tar", ["-tzf", again], { encoding: "utf8" })).toContain(`INC-${number}/manifest.json`);
});

test("a commander rolls back from a terminal, and whoever watches in a browser sees the same", async ({
  as,
  demo,
  brokenRange,
}) => {
  const declared = backout(demo, [
    "declare",
    `From a terminal on ${brokenRange.parameters.PM2_APP}`,
    "--target",
    demo.targets[0]?.name ?? "",
    "--severity",
    "major",
    "--reason",
    "A test says so",
  ]);
  expect(await declared.code, declared.said()).toBe(0);
  const number = /INC-(\d+)/.exec(declared.said())?.[1];
  const viewer = await as("viewer");
  await viewer.goto(`/incidents/${number}`);
  const run = backout(demo, ["run", `INC-${number}`, "level-1", "--yes"]);
  await expect(viewer.getByRole("log", { name: "Run output" })).toContainText("pm2 knows");
  expect(await run.code, run.said()).toBe(0);
  expect(run.said()).toContain("succeeded: proven");
  expect(run.said()).toContain("switched off in .env");
  expect((await healthOf(demo))?.features).toEqual({
    parallelSpawning: false,
    parallelUploads: false,
    mcpTracking: false,
  });
});

test("the card of a target prints on paper, on a phone and in the dark it is readable, and its file asks nobody for anything", async ({
  as,
  demo,
}, info) => {
  const page = await as("viewer");
  await page.goto("/targets");
  await page.getByRole("link", { name: `Quick reference card of ${demo.targets[0]?.name}` }).click();
  const card = page.getByRole("article", { name: /^Card of/ });
  await expect(card).toContainText("ssh -t -p");
  await expect(card).toContainText("level-1: Feature toggle");
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeLessThanOrEqual(2);
  await saved(page, () => page.getByRole("button", { name: "Save as a file" }).click(), info.outputPath("card.html"));

  const phone = await as("viewer", { viewport: { width: 390, height: 844 } });
  for (const at of [new URL(page.url()).pathname, "/record", "/"]) {
    await phone.goto(at);
    await expect(phone.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  }
});
