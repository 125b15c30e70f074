import type { Page } from "@playwright/test";
import { postgresOf } from "#lib/range/data/data.ts";
import { sql } from "#lib/range/data/postgres-content.ts";
import { injectFault } from "#lib/range/faults.ts";
import type { Range } from "#lib/range/range.ts";
import { insideOf } from "#lib/range/state.ts";
import { type Api, expect, test } from "./demo.ts";

/** One number out of the application's database; null where the range has no PostgreSQL. */
async function count(range: Range, select: string): Promise<number | null> {
  const { layout, state } = insideOf(range);
  const postgres = state.data && postgresOf(layout, state.data);
  return postgres ? Number(await sql(postgres, select, "appdb")) : null;
}
const spoiled = "SELECT count(*) FROM agents WHERE name = 'corrupt'";
const tasks = "SELECT count(*) FROM tasks";

const dialogOf = (page: Page) => page.getByRole("alertdialog").or(page.getByRole("dialog"));

/** From the confirmation to the armed run that the asker starts: name typed, second person's approval. */
async function confirmedByTwo(
  page: Page,
  api: (handle: string) => Api,
  number: number,
  target: string,
): Promise<string> {
  const dialog = dialogOf(page);
  await dialog.getByRole("textbox").last().fill(target);
  await dialog.getByRole("button", { name: "Start rollback" }).click();
  const commander = api("commander");
  await expect.poll(async () => (await commander.incident(number)).currentRun?.status).toBe("awaiting-approval");
  const runId = (await commander.incident(number)).currentRun?.id ?? "";
  expect((await commander.post(`/runs/${runId}/approve`)).status, "who asked cannot approve").toBe(409);
  expect((await api("commander-2").post(`/runs/${runId}/approve`)).body.status).toBe("armed");
  await page.getByRole("button", { name: "Start now…" }).click();
  await dialog.getByRole("button", { name: "Start rollback" }).click();
  await expect.poll(async () => (await commander.run(runId)).status).not.toBe("armed");
  return runId;
}

test("PostgreSQL is restored by its button from a chosen backup with a second person, and undone", async ({
  as,
  api,
  demo,
  brokenRange,
}) => {
  test.setTimeout(600_000);
  await injectFault(brokenRange, "corrupt-database");
  expect(await count(brokenRange, spoiled)).toBeGreaterThan(100);
  const target = demo.targets[0]?.name ?? "";
  const number = await api("commander").declare(`Rows are gone on ${brokenRange.parameters.PM2_APP}`);
  const page = await as("commander");
  await page.goto(`/incidents/${number}`);
  await page
    .getByRole("region", { name: "Data", exact: true })
    .getByRole("button", { name: "Roll back: PostgreSQL" })
    .click();
  const dialog = dialogOf(page);
  await expect(dialog.getByRole("group", { name: /Choose the backup/ })).toContainText("restored as a test");
  await expect(dialog).toContainText("is of the database billing, not of appdb");
  await expect(dialog).toContainText("is cut off: its last line");
  await expect(
    dialog.getByRole("group", { name: /Choose the backup/ }).getByRole("radio", { checked: true }),
  ).toHaveCount(1);
  await expect(dialog).not.toContainText(brokenRange.secrets.DB_PASSWORD ?? "no password");

  const runId = await confirmedByTwo(page, api, number, target);
  const run = await api("commander").rested(runId);
  expect(run.status, run.reason ?? "").toBe("succeeded");
  expect(run.proofs.map((proof) => `${proof.probe} ${proof.verdict}`)).toEqual([
    "database pass",
    "application-data pass",
  ]);
  expect(await count(brokenRange, spoiled)).toBe(0);
  expect(await count(brokenRange, tasks)).toBe(800);

  const commander = api("commander");
  const undo = await commander.post(`/runs/${runId}/undo`, {}, { "idempotency-key": crypto.randomUUID() });
  expect(undo.status, undo.text).toBe(201);
  expect((await commander.rested(undo.body.id)).status).toBe("succeeded");
  expect(await count(brokenRange, spoiled)).toBeGreaterThan(100);
});

test("the SQLite memory is restored by its button, and its plan fits a phone", async ({
  as,
  api,
  demo,
  brokenRange,
}) => {
  test.setTimeout(600_000);
  await injectFault(brokenRange, "stale-wal");
  const remembered = async () =>
    (await (await fetch(`${brokenRange.parameters.APP_URL}/api/agents`)).json()).memory.activities;
  await expect.poll(() => remembered().catch(() => 0)).toBeGreaterThan(8000 - 1);
  const target = demo.targets[0]?.name ?? "";
  const number = await api("commander").declare(`Spoiled memory on ${brokenRange.parameters.PM2_APP}`);
  const page = await as("commander", { viewport: { width: 390, height: 844 } });
  await page.goto(`/incidents/${number}`);
  await page.getByRole("navigation", { name: "Room" }).getByRole("button", { name: "Roll back" }).click();
  await page.getByRole("button", { name: "Roll back: SQLite memory" }).click();
  const dialog = dialogOf(page);
  await expect(dialog).toContainText("was copied while it was open");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  const runId = await confirmedByTwo(page, api, number, target);
  const run = await api("commander").rested(runId);
  expect(run.status, run.reason ?? "").toBe("succeeded");
  expect(run.proofs.map((proof) => `${proof.probe} ${proof.verdict}`)).toEqual(["memory pass"]);
  // The users of the application go on; what they did since is remembered too.
  await expect.poll(() => remembered().catch(() => 9999)).toBeLessThan(5000);
});
