import { expectNoViolations } from "./axe.ts";
import { expect, test } from "./demo.ts";

test("by keyboard alone: the palette, the keys, their switch, and the tab's title", async ({ as, api }) => {
  const number = await api("commander").declare("Found by the palette");
  const page = await as("commander");
  await page.goto("/targets");
  await expect(page.getByRole("heading", { name: "Targets" }).first()).toBeVisible();
  const palette = page.getByRole("dialog", { name: "Search and go to" });
  const find = palette.getByRole("combobox");

  await test.step("the palette finds an incident and goes there", async () => {
    await page.keyboard.press("Control+k");
    await expect(find).toBeFocused();
    await expectNoViolations(page);
    await page.keyboard.type(`INC-${number}`);
    await expect(palette.getByRole("option").first()).toContainText("Found by the palette");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/incidents/${number}`);
    await expect(page).toHaveTitle(new RegExp(`INC-${number} major`));
  });

  await test.step("in a room it offers what can be done there, and opens dialogs only", async () => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("roll back level 1");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Start rollback" })).toBeVisible();
    await page.keyboard.press("Escape");
    expect((await api("commander").incident(number)).runs).toEqual([]);
  });

  await test.step("a number selects a level and runs nothing; letters move", async () => {
    await page.keyboard.press("2");
    await expect(page.getByRole("button", { name: "Roll back: level 2" })).toBeFocused();
    await page.keyboard.press("t");
    await expect(page.getByRole("region", { name: "Timeline" })).toBeFocused();
    expect((await api("commander").incident(number)).runs).toEqual([]);
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await page.waitForURL("**/incidents");
    const first = page.getByRole("link", { name: /INC-\d+/ }).first();
    await expect(first).toBeVisible();
    await page.keyboard.press("j");
    await expect(first).toBeFocused();
    await page.keyboard.press("d");
    await page.waitForURL("**/assess");
  });

  await test.step("what is typed into a field is text; switched off, the keys do nothing", async () => {
    await page.getByLabel("Title").pressSequentially("dg?");
    await expect(page.getByLabel("Title")).toHaveValue("dg?");
    await page.goto("/playbooks");
    await expect(page.getByRole("heading", { name: "Playbooks" }).first()).toBeVisible();
    await expect(page, "every tab says what is open").toHaveTitle(/^\(\d+\) (critical|major|minor).* · Playbooks/);
    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Help and shortcuts" });
    await help.getByRole("switch").click();
    await expectNoViolations(page);
    await page.keyboard.press("Escape");
    await page.keyboard.press("d");
    await page.keyboard.press("Control+k");
    await expect(palette, "a chord is no single key").toBeVisible();
    expect(page.url()).toContain("/playbooks");
  });
});

test("a role is taken, handed over with a note, and accepted by the next person; on a phone too", async ({
  as,
  api,
}) => {
  const number = await api("commander").declare("Led by somebody");
  const first = await as("commander");
  await first.goto(`/incidents/${number}`);
  await first.getByRole("button", { name: /^Commander unassigned/ }).click();
  const roles = first.getByRole("dialog", { name: "Roles in this incident" });
  const lead = roles.getByRole("listitem", { name: "Incident commander" });
  await lead.getByRole("button", { name: "Take" }).click();
  await expect(lead).toContainText("commander");
  await expectNoViolations(first);
  await lead.getByRole("button", { name: "Hand over…" }).click();
  await lead.getByLabel("Hand over to").selectOption("responder");
  await lead.getByLabel("What they have to know").fill("Customers were told at ten.");
  await lead.getByRole("button", { name: "Hand over" }).click();
  await expect(lead).toContainText("Being handed over to responder");

  const second = await as("responder", { viewport: { width: 390, height: 844 } });
  await second.goto(`/incidents/${number}`);
  await expect(second.getByText("Customers were told at ten.").first()).toBeVisible();
  await second.getByRole("button", { name: "Accept" }).click();
  await expect(lead).toContainText("responder");
  await expect(lead.getByRole("button", { name: "Hand over…" })).toHaveCount(0);
  await second.getByRole("button", { name: "More actions" }).click();
  await second.getByRole("menuitem", { name: /Search and go to/ }).click();
  const palette = second.getByRole("dialog", { name: "Search and go to" });
  await palette.getByRole("combobox").fill("drills");
  await palette.getByRole("option", { name: /^Drills/ }).click();
  await second.waitForURL("**/drills");
});

test("without a network the page says so, and nothing of before is shown; notifications say how they stand", async ({
  as,
}) => {
  const page = await as("viewer");
  await page.goto("/settings/notifications");
  await expect(page.getByRole("region", { name: "This browser", exact: true })).toContainText(/notified/);
  await expect(page.getByRole("switch", { name: /short sound/ })).toHaveAttribute("aria-checked", "false");
  await expectNoViolations(page);
  await page.goto("/gallery");
  for (const theme of ["Dark", "Light"]) {
    await page.getByRole("radio", { name: theme }).check();
    await expect(page.getByRole("region", { name: "Run", exact: true })).toContainText("Interrupted, outcome unknown");
    await expectNoViolations(page);
  }
  const manifest = await (await page.request.get("/manifest.webmanifest")).json();
  for (const { src } of manifest.icons)
    expect((await page.request.get(src)).headers()["content-type"]).toBe("image/png");

  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.reload();
  await page.context().setOffline(true);
  await page.goto("/incidents");
  await expect(page.getByRole("heading", { name: "Not connected" })).toBeVisible();
  await expect(page.getByText("Nothing was done")).toBeVisible();
  await expectNoViolations(page);
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map((request) => new URL(request.url).pathname);
  });
  expect(kept, "no page and no answer of the API is kept").toEqual(["/offline.html"]);
  await page.context().setOffline(false);
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Incidents" }).first()).toBeVisible();
});
