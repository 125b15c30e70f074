import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { loginEnvironment } from "./environment.ts";
import { rangeLayout } from "./layout.ts";
import type { Range } from "./range.ts";
import { ensureService, serviceIsAlive, stopService } from "./service.ts";

/** What the users of the application saw in the last `windowMs`; counted outside of it. */
export type TrafficStats = {
  at: string;
  windowMs: number;
  requests: number;
  /** Refused, timed out, 5xx or 207. */
  errors: number;
  errorRatePercent: number;
  p50Ms: number;
  p95Ms: number;
  /** Since the traffic began. */
  total: { requests: number; errors: number };
};

export type TrafficOptions = {
  /** (Default: 8) */
  requestsPerSecond?: number;
  /** Ends by itself after this time. (Default: runs until it is stopped or the range is removed) */
  forMs?: number;
};

/** Users of the application, as a process of their own: 70 % spawns, 30 % uploads. Already running with the same options: kept. */
export async function startTraffic(range: Range, { requestsPerSecond = 8, forMs }: TrafficOptions = {}): Promise<void> {
  const layout = rangeLayout(range.root);
  const main = path.join(import.meta.dirname, "traffic-main.ts");
  const file = statsFile(range.root);
  if (!serviceIsAlive(layout, "traffic")) rmSync(file, { force: true });
  await ensureService(layout, {
    name: "traffic",
    file: process.execPath,
    args: [main, layout.stateFile, range.parameters.APP_URL, String(requestsPerSecond), file, String(forMs ?? 0)],
    env: loginEnvironment(range.root),
    isReady: () => trafficStats(range) !== null,
  });
}

export async function stopTraffic(range: Range): Promise<void> {
  await stopService(rangeLayout(range.root), "traffic");
}

/** The latest count, at most about a second old while traffic runs; null when there never was any. */
export function trafficStats(range: Range): TrafficStats | null {
  try {
    return JSON.parse(readFileSync(statsFile(range.root), "utf8"));
  } catch {
    return null;
  }
}

function statsFile(root: string): string {
  return path.join(rangeLayout(root).run, "traffic-stats.json");
}
