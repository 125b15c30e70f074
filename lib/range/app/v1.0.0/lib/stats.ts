const WINDOW_MS = 30_000;
const samples: { at: number; ms: number; failed: boolean }[] = [];

export function record(ms: number, failed: boolean): void {
  samples.push({ at: Date.now(), ms, failed });
}

/** What this process saw in the last 30 s. Empty again after every restart. */
export function snapshot() {
  const since = Date.now() - WINDOW_MS;
  while (samples.length > 0 && samples[0]!.at < since) samples.shift();
  const times = samples.map((sample) => sample.ms).sort((a, b) => a - b);
  const quantile = (q: number) => Math.round(times[Math.min(times.length - 1, Math.floor(q * times.length))] ?? 0);
  const errors = samples.filter((sample) => sample.failed).length;
  return {
    windowMs: WINDOW_MS,
    requests: samples.length,
    errors,
    errorRate: samples.length === 0 ? 0 : errors / samples.length,
    p50Ms: quantile(0.5),
    p95Ms: quantile(0.95),
    rssBytes: process.memoryUsage().rss,
    uptimeMs: Math.round(process.uptime() * 1000),
  };
}
