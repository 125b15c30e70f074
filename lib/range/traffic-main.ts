// The process of the traffic: `node traffic-main.ts RANGE-FILE APP-URL REQUESTS-PER-SECOND STATS-FILE FOR-MS`.
// Ends when the range is removed, or after FOR-MS (0: never).
import { existsSync, renameSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { TrafficStats } from "./traffic.ts";

const WINDOW_MS = 30_000;
const TIMEOUT_MS = 3000;
/** More than this many open requests are not made worse by further ones. */
const MAX_OPEN = 40;
const UPLOAD = Buffer.alloc(20_000, "a");

const [rangeFile = "", appUrl = "", rate = "8", statsFile = "", forMs = "0"] = process.argv.slice(2);
const samples: { at: number; ms: number; failed: boolean }[] = [];
const total = { requests: 0, errors: 0 };
let sent = 0;
let open = 0;

function request(): void {
  if (open >= MAX_OPEN) return;
  sent += 1;
  if (sent % 10 < 7)
    post("/api/agents/spawn", Buffer.from(`{"agents":[{"type":"researcher","name":"agent-${sent}"}]}`));
  else post("/api/upload", UPLOAD);
}

function post(path: string, body: Buffer): void {
  const startedAt = performance.now();
  const headers = { "content-type": "application/octet-stream", "content-length": body.length };
  const options = { method: "POST", agent: false, headers, timeout: TIMEOUT_MS };
  let failed = true;
  open += 1;
  const call = http.request(`${appUrl}${path}`, options, (answer) => {
    const status = answer.statusCode ?? 500;
    failed = status >= 500 || status === 207;
    answer.resume();
    // Cut off in the middle.
    answer.once("error", () => {
      failed = true;
    });
  });
  call.once("timeout", () => call.destroy(new Error("timeout")));
  call.once("error", () => {});
  call.once("close", () => {
    open -= 1;
    count(performance.now() - startedAt, failed);
  });
  call.end(body);
}

function count(ms: number, failed: boolean): void {
  samples.push({ at: Date.now(), ms, failed });
  total.requests += 1;
  if (failed) total.errors += 1;
}

function stats(): TrafficStats {
  const since = Date.now() - WINDOW_MS;
  while (samples[0] !== undefined && samples[0].at < since) samples.shift();
  const times = samples.map((sample) => sample.ms).sort((a, b) => a - b);
  const quantile = (q: number) => Math.round(times[Math.min(times.length - 1, Math.floor(q * times.length))] ?? 0);
  const errors = samples.filter((sample) => sample.failed).length;
  return {
    at: new Date().toISOString(),
    windowMs: WINDOW_MS,
    requests: samples.length,
    errors,
    errorRatePercent: samples.length === 0 ? 0 : Math.round((1000 * errors) / samples.length) / 10,
    p50Ms: quantile(0.5),
    p95Ms: quantile(0.95),
    total,
  };
}

function report(): void {
  if (!existsSync(rangeFile)) process.exit(0);
  writeFileSync(`${statsFile}.part`, JSON.stringify(stats()));
  renameSync(`${statsFile}.part`, statsFile);
}

report();
setInterval(request, 1000 / Number(rate));
setInterval(report, 1000);
if (Number(forMs) > 0) setTimeout(() => process.exit(0), Number(forMs));
