import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

export type Alerting = {
  /** What the measured program says from now on. */
  set(metric: string, value: number): void;
  /** Answers of Prometheus' own query language, as text. */
  query(expression: string): Promise<string[]>;
  /** What both programs wrote, for a test that fails. */
  log(): string;
  stop(): Promise<void>;
};

/**
 * A real Prometheus that scrapes a program of ours and Backout each second, with a rule that fires, and a real Alertmanager that posts to Backout.
 * Both listen on loopback and keep everything in a directory that goes with them.
 */
export async function startAlerting(options: {
  backoutUrl: string;
  /** Of Backout, for alerts. */
  alertToken: string;
  /** Of Backout, for scraping. */
  scrapeToken: string;
  /** YAML of one rule. */
  rule: string;
}): Promise<Alerting> {
  const dir = mkdtempSync(path.join(tmpdir(), "backout-alerting-"));
  const values = new Map<string, number>();
  const exporter = await listening(
    createServer((_request, response) => {
      response.setHeader("content-type", "text/plain; version=0.0.4");
      response.end([...values].map(([metric, value]) => `${metric} ${value}\n`).join(""));
    }),
  );
  const [prometheusPort, alertmanagerPort] = [await freePort(), await freePort()];
  const write = (name: string, text: string) => {
    const file = path.join(dir, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const rules = write("rules.yml", `groups:\n- name: test\n  rules:\n${options.rule}`);
  const prometheus = write(
    "prometheus.yml",
    `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [${rules}]
alerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:${alertmanagerPort}"] }] }] }
scrape_configs:
- { job_name: app, static_configs: [{ targets: ["127.0.0.1:${portOf(exporter)}"] }] }
- job_name: backout
  authorization: { credentials_file: ${write("scrape.token", options.scrapeToken)} }
  static_configs: [{ targets: ["${new URL(options.backoutUrl).host}"] }]
`,
  );
  const alertmanager = write(
    "alertmanager.yml",
    `route: { receiver: backout, group_by: [alertname, target], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers:
- name: backout
  webhook_configs:
  - url: ${options.backoutUrl}/api/v1/alerts/alertmanager
    send_resolved: true
    http_config: { authorization: { credentials_file: ${write("alert.token", options.alertToken)} } }
`,
  );
  let log = "";
  const start = (program: string, args: string[]): ChildProcess => {
    const child = spawn(program, args, { cwd: dir, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (piece: Buffer) => {
        log += `${program}: ${piece}`;
      });
    return child;
  };
  const children = [
    start("prometheus", [
      `--config.file=${prometheus}`,
      `--storage.tsdb.path=${path.join(dir, "tsdb")}`,
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
      "--rules.alert.resend-delay=1s",
    ]),
    start("prometheus-alertmanager", [
      `--config.file=${alertmanager}`,
      `--storage.path=${path.join(dir, "alertmanager")}`,
      `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
      "--cluster.listen-address=",
    ]),
  ];
  return {
    set: (metric, value) => void values.set(metric, value),
    async query(expression) {
      const at = `http://127.0.0.1:${prometheusPort}/api/v1/query?query=${encodeURIComponent(expression)}`;
      const answer = await fetch(at).then(
        (r) => r.json() as Promise<{ data?: { result?: { value: [number, string] }[] } }>,
        () => null,
      );
      return answer?.data?.result?.map((r) => r.value[1]) ?? [];
    },
    log: () => log,
    async stop() {
      for (const child of children) {
        const gone = new Promise((resolve) => child.once("exit", resolve));
        if (child.exitCode !== null || !child.kill("SIGTERM")) continue;
        await gone;
      }
      exporter.closeAllConnections();
      exporter.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

export async function listening(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

export async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
