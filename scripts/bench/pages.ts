import { type BrowserContext, chromium, type Page } from "@playwright/test";
import type { Db } from "#lib/adapters/postgres/client.ts";
import type { DemoFacts } from "./demo.ts";
import { CHROMIUM_ARGS, signIn } from "./first-byte.ts";
import { createWatchedRun, writeLines } from "./watched-run.ts";

export type PageFigures = {
  path: string;
  /** Largest contentful paint of each load with an empty cache, in ms. */
  paintMs: number[];
  /** Cumulative layout shift, the most of all loads. */
  shift: number;
  /** JavaScript that the first load fetches, compressed, in KB. */
  scriptKb: number;
};

const LOADS = 5;
const STREAM_MS = 20_000;
const STREAM_LINES_PER_SECOND = 1_000;

/** Loads each page anew as a signed-in person with an empty cache. */
export async function measurePages(facts: DemoFacts, paths: string[]): Promise<PageFigures[]> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGS });
  const first = await browser.newContext({ baseURL: facts.url });
  await signIn(await first.newPage(), facts, "commander");
  const storageState = await first.storageState();
  const figures: PageFigures[] = [];
  for (const path of paths) {
    const found: PageFigures = { path, paintMs: [], shift: 0, scriptKb: 0 };
    for (let i = 0; i < LOADS; i++) {
      const context = await browser.newContext({
        baseURL: facts.url,
        storageState,
        viewport: { width: 1440, height: 900 },
      });
      const load = await loadOnce(context, path);
      found.paintMs.push(load.paintMs);
      found.shift = Math.max(found.shift, load.shift);
      found.scriptKb = Math.max(found.scriptKb, load.scriptKb);
      await context.close();
    }
    figures.push(found);
  }
  await browser.close();
  return figures;
}

async function loadOnce(context: BrowserContext, path: string) {
  const page = await context.newPage();
  await page.addInitScript(watchPaint);
  await page.goto(path, { waitUntil: "load" });
  // What is fetched after the load event moves the page too.
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForFunction(() => document.querySelector('[role="status"][aria-label^="Loading"]') === null);
  return page.evaluate(() => {
    const scripts = performance
      .getEntriesByType("resource")
      .filter((e) => e instanceof PerformanceResourceTiming && /\.js(\?|$)/.test(e.name));
    const bytes = scripts.reduce((sum, e) => sum + (e instanceof PerformanceResourceTiming ? e.encodedBodySize : 0), 0);
    const { paintMs, shift } = JSON.parse(document.documentElement.dataset.bench ?? "{}");
    return { paintMs: Number(paintMs ?? 0), shift: Number(shift ?? 0), scriptKb: bytes / 1024 };
  });
}

/** In the page: the newest largest paint, and every shift that no press explains. */
function watchPaint() {
  const seen = { paintMs: 0, shift: 0 };
  const note = () => {
    document.documentElement.dataset.bench = JSON.stringify(seen);
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.paintMs = entry.startTime;
    note();
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if ("value" in entry && !("hadRecentInput" in entry && entry.hadRecentInput)) seen.shift += Number(entry.value);
    note();
  }).observe({ type: "layout-shift", buffered: true });
}

/** From a press until the next frame is drawn, in ms, for presses in the room while a run streams 1,000 lines a second. */
export async function measureInteraction(facts: DemoFacts, db: Db, incident: number): Promise<number[]> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGS });
  const page = await browser.newPage({ baseURL: facts.url, viewport: { width: 1440, height: 900 } });
  await signIn(page, facts, "commander");
  const run = await createWatchedRun(db, incident);
  await page.goto(`/incidents/${incident}?run=${run.runId}`);
  await page.getByRole("button", { name: /^Checklist/ }).waitFor();
  const writing = writeLines(db, run, STREAM_LINES_PER_SECOND, STREAM_MS);
  await page.getByRole("log", { name: "Run output" }).locator("[data-line]").first().waitFor();
  const times: number[] = [];
  let isOver = false;
  void writing.then(() => {
    isOver = true;
  });
  while (!isOver) times.push(await press(page));
  await browser.close();
  return times;
}

/** Folds the checklist away or back. */
const press = (page: Page): Promise<number> =>
  page.getByRole("button", { name: /^Checklist/ }).evaluate(async (button) => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    const began = performance.now();
    if (button instanceof HTMLElement) button.click();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - began;
  });

const chromiumPath = () => process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
