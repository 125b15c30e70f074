import path from "node:path";
import { chromium, type Page } from "@playwright/test";
import { resetRange } from "#lib/range/reset.ts";
import { openRange } from "#lib/range/state.ts";
import type { DemoFacts } from "./demo.ts";
import { declare, rested } from "./levels.ts";

export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** From the press of "Start rollback" to the first output byte in the page's console, in ms, for each of some presses. */
export async function measureFirstByte(dir: string, facts: DemoFacts, presses: number): Promise<number[]> {
  const range = openRange(path.join(dir, "demo", "range"));
  if (!range) throw new Error("the demo is not there");
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: CHROMIUM_ARGS,
  });
  const page = await browser.newPage({ baseURL: facts.url });
  await signIn(page, facts, "commander");
  const times: number[] = [];
  for (let i = 0; i < presses; i++) {
    await resetRange(range);
    const number = await declare(facts, `First byte ${i + 1}`);
    await page.goto(`/incidents/${number}`);
    await page.getByRole("button", { name: "Roll back: level 1" }).click();
    const start = page.getByRole("button", { name: "Start rollback" });
    await page.waitForFunction(() =>
      [...document.querySelectorAll("button")].some(
        (b) => b.textContent?.includes("Start rollback") && b.getAttribute("aria-disabled") !== "true",
      ),
    );
    // Measured inside the page: from the click event to the first line of the console.
    await page.evaluate(() => {
      const facts = window as unknown as { pressedAt: number; firstByteMs: number };
      facts.firstByteMs = 0;
      document.addEventListener("click", () => (facts.pressedAt ||= performance.now()), { once: true, capture: true });
      facts.pressedAt = 0;
      new MutationObserver((_, observer) => {
        if (!document.querySelector('[role="log"]')?.textContent?.includes("asking pm2")) return;
        facts.firstByteMs = performance.now() - facts.pressedAt;
        observer.disconnect();
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    await start.click();
    const handle = await page.waitForFunction(
      () => (window as unknown as { firstByteMs: number }).firstByteMs || null,
      undefined,
      { timeout: 60_000, polling: 10 },
    );
    times.push((await handle.jsonValue()) ?? 0);
    const run = /run=([^&]+)/.exec(page.url())?.[1];
    if (run) await rested(facts, run);
    else await page.getByText("Succeeded, proven").first().waitFor({ timeout: 120_000 });
  }
  await browser.close();
  return times;
}

export async function signIn(page: Page, facts: DemoFacts, handle: string): Promise<void> {
  const account = facts.accounts.find((a) => a.handle === handle);
  await page.goto("/sign-in");
  await page.getByLabel("Handle").fill(handle);
  await page.getByLabel("Password").fill(account?.password ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}
