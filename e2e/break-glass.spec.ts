import { expect, test } from "./demo.ts";

test("who can reach nobody arms a restore alone; everybody sees it, and another person reviews it", async ({
  as,
  api,
  demo,
  brokenRange: _brokenRange,
}) => {
  const number = await api("commander").declare("Nobody answers the phone");
  const asked = await api("commander").start(number, { procedure: "level-3" });
  expect(asked.status).toBe(201);
  const page = await as("commander");
  await page.goto(`/incidents/${number}?run=${asked.body.id}`);
  await page.getByRole("button", { name: "Approve…" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog.getByRole("button", { name: "Approve" })).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("button", { name: "Nobody else can be reached" }).click();
  const form = dialog.getByRole("form", { name: "Break the glass" });
  await form.getByLabel("Why nobody else can approve").fill("Everybody else is on a plane");
  await form.getByLabel("Your password").fill("not my password");
  await form.getByRole("button", { name: "Break the glass" }).click();
  await expect(form.getByRole("alert")).toContainText("That is not your password");
  await form.getByLabel("Your password").fill(demo.accounts.find((a) => a.handle === "commander")?.password ?? "");
  await form.getByRole("button", { name: "Break the glass" }).click();
  await expect(dialog).toBeHidden();
  const mine = page.getByRole("status").filter({ hasText: "Armed without a second person" });
  await expect(mine).toContainText("Everybody else is on a plane");
  await expect(mine.getByRole("button", { name: "Review" })).toHaveAttribute("aria-disabled", "true");

  const other = await as("commander-2");
  await other.goto(`/incidents/${number}`);
  const theirs = other.getByRole("status").filter({ hasText: "Armed without a second person" });
  await theirs.getByRole("button", { name: "Review" }).click();
  await other.getByLabel("What you make of it").fill("Nobody was there, and nothing was started in the end.");
  await other.getByRole("button", { name: "Save review" }).click();
  await expect(theirs).toBeHidden();
  await expect(mine).toBeHidden();
  await api("commander").post(`/runs/${asked.body.id}/cancel`);
});
