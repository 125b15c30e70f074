import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Db } from "#lib/ports/db.ts";
import { collectRecord } from "./record-metrics.ts";

export type WebMetrics = {
  /** A request was answered. `path` is only sorted into a few kinds: addresses of things would be labels without end. */
  observe(request: { method: string; path: string; status: number; seconds: number }): void;
  /** Prometheus text. Rejects when the database does not answer. */
  text(): Promise<string>;
  contentType: string;
};

/** What this web process, and the database behind it, look like now. Numbers of the database are the same in each process: take them from one, or use `max`. */
export function createWebMetrics(db: Db, load: () => { sockets: number; packetsWaiting: number }): WebMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: "backout_sockets",
    help: "Open sockets of this process",
    registers,
    collect() {
      this.set(load().sockets);
    },
  });
  new Gauge({
    name: "backout_socket_packets_waiting",
    help: "Packets that wait for browsers that read slowly",
    registers,
    collect() {
      this.set(load().packetsWaiting);
    },
  });
  const requests = new Histogram({
    name: "backout_http_request_duration_seconds",
    help: "From the first byte of a request to the end of its answer",
    labelNames: ["method", "kind", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const record = collectRecord(db, registry);
  return {
    observe: ({ method, path, status, seconds }) =>
      requests.observe(
        { method: methodOf(method), kind: kindOf(path), status: `${Math.floor(status / 100)}xx` },
        seconds,
      ),
    async text() {
      await record();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"];
const methodOf = (method: string): string => (METHODS.includes(method) ? method : "other");

function kindOf(path: string): "api" | "output" | "asset" | "page" {
  if (/^\/api\/v1\/runs\/[^/]+\/steps\/[^/]+\/output/.test(path) || /\/export$/.test(path)) return "output";
  if (path.startsWith("/api/")) return "api";
  return path.startsWith("/_next/") ? "asset" : "page";
}
