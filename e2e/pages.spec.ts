import type { Page } from "@playwright/test";
import type { TargetView } from "#lib/contract/target.ts";
import { violations } from "./axe.ts";
import { expect, test } from "./demo.ts";

const LOOKS = [
  { theme: "dark", viewport: { width: 1440, height: 900 } },
  { theme: "light", viewport: { width: 390, height: 844 } },
] as const;

test("every page is clean for axe and needs no sideways scrolling, dark and wide, light and on a phone", async ({
  as,
  api,
  demo,
  browser,
}) => {
  const number = await api("commander").declare("Looked at from everywhere");
  const drill = await api("commander").post("/drills", {
    title: "Looked at",
    playbook: "agent-platform",
    procedure: "level-1",
    scenario: "toggles-on",
    owner: "commander",
    targets: demo.targets.map((t) => t.name),
    scheduledAt: "2999-01-01T10:00:00.000Z",
    rrule: null,
  });
  expect(drill.status, drill.text).toBe(201);
  const { items }: { items: TargetView[] } = JSON.parse((await api("commander").get("/targets")).text);
  const paths = [
    ...["/", "/assess", "/incidents", `/incidents/${number}`, `/incidents/${number}/rca`, "/drills", "/drills/new"],
    `/drills/${drill.body.number}`,
    ...["/playbooks", "/playbooks/agent-platform", "/targets", `/targets/${items[0]?.id}/card`, "/record"],
    ...["/settings/communication", "/status", "/nowhere"],
  ];
  const wrong: string[] = [];
  for (const { theme, viewport } of LOOKS) {
    const look = `${theme}, ${viewport.width} px`;
    const page = await as("commander", { viewport });
    await page.emulateMedia({ colorScheme: theme });
    for (const path of paths) {
      await page.goto(path);
      wrong.push(...(await lookAt(page)).map((finding) => `${path} (${look}): ${finding}`));
    }
    const stranger = await browser.newContext({ baseURL: demo.url, viewport, colorScheme: theme });
    const signIn = await stranger.newPage();
    await signIn.goto("/sign-in");
    wrong.push(...(await lookAt(signIn)).map((finding) => `/sign-in (${look}): ${finding}`));
    await stranger.close();
  }
  await api("commander").post(`/drills/${drill.body.number}/cancel`, { reason: "only looked at" });
  expect(wrong).toEqual([]);
});

/** Once it shows what it has: no skeleton is left. */
async function lookAt(page: Page): Promise<string[]> {
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  return [...(tooWide > 0 ? [`${tooWide} px wider than the window`] : []), ...(await violations(page))];
}
