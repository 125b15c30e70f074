import { chromium, type Page } from "@playwright/test";
import type { Db } from "#lib/adapters/postgres/client.ts";
import { type BigOutput, fillStep } from "#lib/testing/big-output.ts";
import type { DemoFacts } from "./demo.ts";
import { CHROMIUM_ARGS, signIn } from "./first-byte.ts";
import { call, declare, rested } from "./levels.ts";

export type ConsoleFigures = {
  output: BigOutput;
  /** From the asking for the run until its newest lines stand on the screen. */
  firstLinesMs: number[];
  /** From the opening of the address until then: the page itself included. */
  navigationMs: number[];
  /** From the asking for the run until the line that the address names stands on the screen. */
  linkedLineMs: number[];
  /** An answer of the search, asked over HTTP, for a text in one line near the end. */
  searchMs: number[];
  /** JavaScript heap after the first lines, and after jumping to two hundred places. */
  heapMb: { first: number; after: number };
};

const LINES = 1_000_000;
const JUMPS = 200;

/** The console of a run with a million lines, in Chromium. */
export async function measureConsole(facts: DemoFacts, db: Db, times: number): Promise<ConsoleFigures> {
  const number = await declare(facts, "A million lines");
  const headers = { "idempotency-key": crypto.randomUUID() };
  const start = { procedure: "level-1" };
  const { id } = await call<{ id: string }>(facts, "commander", "POST", `/incidents/${number}/runs`, start, headers);
  const run = await rested(facts, id);
  // The last one that is no proof: the last section of the console is the one that is open.
  const stepRunId = run.steps.filter((s) => s.startedAt !== null).at(-1)?.stepRunId ?? "";
  const output = await fillStep(db, stepRunId, LINES);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: [...CHROMIUM_ARGS, "--enable-precise-memory-info"],
  });
  const page = await browser.newPage({ baseURL: facts.url, viewport: { width: 1440, height: 900 } });
  await page.addInitScript(noteLines);
  await signIn(page, facts, "commander");
  const figures: ConsoleFigures = {
    output,
    firstLinesMs: [],
    navigationMs: [],
    linkedLineMs: [],
    searchMs: [],
    heapMb: { first: 0, after: 0 },
  };
  for (let i = 0; i < times; i++) {
    const last = await open(page, `/incidents/${number}?run=${id}`, LINES, id);
    figures.firstLinesMs.push(last.seenAt - last.askedAt);
    figures.navigationMs.push(last.seenAt);
    const linked = await open(page, `/incidents/${number}?run=${id}#L${stepRunId}:${LINES / 2}`, LINES / 2, id);
    figures.linkedLineMs.push(linked.seenAt - linked.askedAt);
    const begin = performance.now();
    await call(facts, "viewer", "GET", `/runs/${id}/output/search?q=${encodeURIComponent(output.rare)}`);
    figures.searchMs.push(performance.now() - begin);
  }
  await open(page, `/incidents/${number}?run=${id}`, LINES, id);
  figures.heapMb.first = await heapMb(page);
  await page.evaluate(jumpAround, JUMPS);
  figures.heapMb.after = await heapMb(page);
  await browser.close();
  return figures;
}

type Seen = { askedAt: number; seenAt: number };

/** Opens the address anew and waits until the text of the line is drawn. */
async function open(page: Page, at: string, line: number, runId: string): Promise<Seen> {
  await page.goto("about:blank");
  await page.goto(at, { waitUntil: "commit" });
  const seen = await page.waitForFunction(
    ([number, run]) => {
      const seenAt = (window as unknown as { linesSeen: Record<string, number> }).linesSeen?.[number];
      const asked = performance.getEntriesByType("resource").find((e) => e.name.endsWith(`/api/v1/runs/${run}`));
      return seenAt && asked ? { seenAt, askedAt: asked.startTime } : null;
    },
    [String(line), runId] as const,
    { polling: 20, timeout: 60_000 },
  );
  const found = await seen.jsonValue();
  if (!found) throw new Error("the line did not show");
  return found;
}

/** In the page: remembers when each line was first drawn with its text. */
function noteLines() {
  const seen: Record<string, number> = {};
  (window as unknown as { linesSeen: Record<string, number> }).linesSeen = seen;
  new MutationObserver(() => {
    for (const line of document.querySelectorAll<HTMLElement>("[data-line]")) {
      const number = line.dataset.line ?? "";
      if (!seen[number] && line.textContent?.includes("worker")) seen[number] = performance.now();
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

/** In the page: scrolls to places all over the log and waits at each until its lines are there. */
async function jumpAround(jumps: number) {
  const log = document.querySelector('[role="log"]');
  if (!log) throw new Error("there is no console");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  for (let i = 0; i < jumps; i++) {
    log.scrollTop = ((i * 7919) % jumps) * (log.scrollHeight / jumps);
    await frame();
    await frame();
    while (![...log.querySelectorAll("[data-line]")].some((line) => line.textContent?.includes("worker")))
      await frame();
  }
}

async function heapMb(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  await cdp.detach();
  return usedSize / 1024 / 1024;
}
