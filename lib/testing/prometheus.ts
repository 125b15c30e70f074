import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort, listening, portOf } from "./alerting.ts";

export type TestPrometheus = {
  url: string;
  /** What the measured program says from now on. */
  set(metric: string, value: number): void;
  /** Ends it as a crash does; nothing answers at its address afterwards. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

/** A real Prometheus on loopback that scrapes a program of ours each second. */
export async function startPrometheus(): Promise<TestPrometheus> {
  const dir = mkdtempSync(path.join(tmpdir(), "backout-prometheus-"));
  const values = new Map<string, number>();
  const exporter = await listening(
    createServer((_request, response) => {
      response.setHeader("content-type", "text/plain; version=0.0.4");
      response.end([...values].map(([metric, value]) => `${metric} ${value}\n`).join(""));
    }),
  );
  const port = await freePort();
  const config = path.join(dir, "prometheus.yml");
  writeFileSync(
    config,
    `global: { scrape_interval: 1s }
scrape_configs:
- { job_name: app, static_configs: [{ targets: ["127.0.0.1:${portOf(exporter)}"] }] }
`,
  );
  const child = spawn(
    "prometheus",
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${path.join(dir, "tsdb")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { cwd: dir, stdio: "ignore" },
  );
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  async function kill() {
    child.kill("SIGKILL");
    await gone;
  }
  return {
    url: `http://127.0.0.1:${port}`,
    set: (metric, value) => void values.set(metric, value),
    kill,
    async stop() {
      await kill();
      exporter.closeAllConnections();
      exporter.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
