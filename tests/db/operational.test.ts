import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { createWebMetrics } from "#lib/adapters/metrics/web-metrics.ts";
import { createDb } from "#lib/adapters/postgres/client.ts";
import { securityHeaders } from "#lib/server/headers.ts";
import { operationalRoutes } from "#lib/server/operational.ts";
import { createTestDatabase } from "./database.ts";

const db = await createTestDatabase();
const nowhere = createDb("postgresql://nobody:x@127.0.0.1:1/none");
const load = () => ({ sockets: 3, packetsWaiting: 2 });

/** A server with these routes and our headers; what they do not answer says "page". */
async function serve(routes: ReturnType<typeof operationalRoutes>): Promise<string> {
  const server = createServer((request, response) => {
    securityHeaders(request, response, { origin: "https://backout.test", isDevelopment: false });
    if (!routes(request, response)) response.end(String(request.headers["content-security-policy"]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const routes = (prisma: typeof db.prisma) =>
  operationalRoutes({
    db: prisma,
    metrics: createWebMetrics(prisma, load),
    isToken: async (authorization) => authorization === "Bearer good",
  });
const well = await serve(routes(db.prisma));
const ill = await serve(routes(nowhere.prisma));
afterAll(() => nowhere.close());

test("a process that lost its database is alive and not ready", async () => {
  expect((await fetch(`${ill}/healthz`)).status).toBe(200);
  expect((await fetch(`${ill}/readyz`)).status).toBe(503);
  expect((await fetch(`${ill}/metrics`)).status).toBe(503);
  expect((await fetch(`${well}/readyz`)).status).toBe(200);
});

test("metrics are Prometheus text that its own tool finds nothing wrong with", async () => {
  const answer = await fetch(`${well}/metrics`);
  expect(answer.headers.get("content-type")).toContain("version=0.0.4");
  const text = await answer.text();
  expect(text).toMatch(/^backout_sockets 3$/m);
  expect(text).toMatch(/^backout_socket_packets_waiting 2$/m);
  expect(text).toMatch(/^backout_runs\{status="awaiting-approval"\} 0$/m);
  expect(text).toMatch(/^backout_incidents_active\{severity="critical"\} 0$/m);
  for (const name of [
    "engines",
    "output_stored_bytes",
    "deadlines_overdue",
    "alert_drafts_open",
    "record_unsigned_links",
  ])
    expect(text).toMatch(new RegExp(`^backout_${name} \\d+$`, "m"));
  const checked = spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
  // Names that Node's own collector gave, which stand for what it calls them everywhere.
  const complaints = checked.stderr.split("\n").filter((line) => line !== "" && !line.startsWith("nodejs_"));
  expect(complaints).toEqual([]);
});

test("metrics are for this machine, and for who shows a token; a proxy on this machine speaks for others", async () => {
  const status = async (headers: Record<string, string>) => (await fetch(`${well}/metrics`, { headers })).status;
  expect(await status({})).toBe(200);
  expect(await status({ "x-forwarded-for": "203.0.113.7" })).toBe(401);
  expect(await status({ forwarded: "for=203.0.113.7" })).toBe(401);
  expect(await status({ "x-forwarded-for": "203.0.113.7", authorization: "Bearer good" })).toBe(200);
  expect(await status({ authorization: "Bearer bad" })).toBe(401);
});

test("every page gets a nonce of its own, which Next can read, and no inline script runs without it", async () => {
  const answers = await Promise.all([fetch(`${well}/`), fetch(`${well}/`)]);
  const policies = answers.map((a) => a.headers.get("content-security-policy") ?? "");
  expect(new Set(policies).size).toBe(2);
  expect(await answers[0]?.text()).toBe(policies[0]);
  const scripts = /script-src ([^;]+)/.exec(policies[0] ?? "")?.[1];
  expect(scripts).toMatch(/^'self' 'nonce-[A-Za-z0-9+/=]{24}'$/);
  expect(policies[0]).toContain("frame-ancestors 'none'");
  expect(policies[0]).toContain("connect-src 'self' wss://backout.test;");
});

test("a policy that a client sends is replaced before Next can read a nonce from it", async () => {
  const answer = await fetch(`${well}/`, { headers: { "content-security-policy": "script-src 'nonce-mine'" } });
  expect(await answer.text()).not.toContain("mine");
});

test("data is sandboxed, and every answer forbids sniffing, framing and telling where it was", async () => {
  const { headers } = await fetch(`${well}/api/v1/me`);
  expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
  expect(headers.get("strict-transport-security")).toContain("max-age");
});
