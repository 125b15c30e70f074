import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import type { Db } from "#lib/adapters/postgres/client.ts";
import type { DemoFacts } from "./demo.ts";
import { createWatchedRun, type WatchedRun, writeLines } from "./watched-run.ts";

export type Behaviour = "steady" | "stalled" | "reconnecting";
export type WatchOrder = WatchedRun & { url: string; token: string; behaviours: Behaviour[] };
/** `latencies[n]`: how many lines took n tenths of a ms. */
export type Report = { latencies: number[]; hashes: string[] };

export type WatcherFigures = {
  watchers: number;
  linesPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Most of the web process while it lasted. */
  webRssMb: number;
  /** Every watcher ended with the same bytes. */
  isSame: boolean;
};

const PROCESSES = 2;

/** Lines from where they are due in the store to the watchers of one run; with many, a tenth stops reading and a tenth reconnects each 5 s. */
export async function measureWatchers(
  facts: DemoFacts,
  db: Db,
  incident: number,
  { watchers, linesPerSecond, forMs }: { watchers: number; linesPerSecond: number; forMs: number },
): Promise<WatcherFigures> {
  const run = await createWatchedRun(db, incident);
  const token = facts.accounts.find((a) => a.handle === "viewer")?.apiToken ?? "";
  const behaviours = Array.from(
    { length: watchers },
    (_, i): Behaviour =>
      watchers < 10 ? "steady" : i % 10 === 0 ? "stalled" : i % 10 === 5 ? "reconnecting" : "steady",
  );
  const share = Math.ceil(watchers / PROCESSES);
  const shares = Array.from({ length: Math.min(PROCESSES, watchers) }, (_, i) =>
    behaviours.slice(i * share, (i + 1) * share),
  );
  const children = await Promise.all(shares.map((mine) => start({ ...run, url: facts.url, token, behaviours: mine })));
  let webRssMb = 0;
  const sampler = setInterval(() => void webRss(facts.url).then((mb) => (webRssMb = Math.max(webRssMb, mb))), 500);
  const total = await writeLines(db, run, linesPerSecond, forMs);
  const reports = await Promise.all(children.map((child) => finish(child, total)));
  clearInterval(sampler);
  const counts = merged(reports.map((r) => r.latencies));
  return {
    watchers,
    linesPerSecond,
    p50Ms: percentile(counts, 0.5),
    p99Ms: percentile(counts, 0.99),
    maxMs: (counts.length - 1) / 10,
    webRssMb,
    isSame: new Set(reports.flatMap((r) => r.hashes)).size === 1,
  };
}

async function start(order: WatchOrder): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, "watchers-main.ts"));
  const ready = new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => reject(new Error(`watchers ended with ${code}`)));
  });
  child.send(order);
  await ready;
  return child;
}

function finish(child: ChildProcess, total: number): Promise<Report> {
  return new Promise((resolve, reject) => {
    child.once("message", (report: Report) => resolve(report));
    child.once("exit", (code) => reject(new Error(`watchers ended with ${code}`)));
    child.send(total);
  });
}

async function webRss(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1] ?? 0) / 1024 / 1024;
}

function merged(all: number[][]): number[] {
  const counts: number[] = [];
  for (const one of all) for (const [at, n] of one.entries()) counts[at] = (counts[at] ?? 0) + (n ?? 0);
  return counts;
}

function percentile(counts: number[], part: number): number {
  let left = counts.reduce((sum, n) => sum + n, 0) * part;
  const at = counts.findIndex((n) => {
    left -= n;
    return left <= 0;
  });
  return at / 10;
}
