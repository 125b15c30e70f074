import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
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
const well = await serve(operationalRoutes(db.prisma, load));
const ill = await serve(operationalRoutes(nowhere.prisma, load));
afterAll(() => nowhere.close());

test("a process that lost its database is alive and not ready", async () => {
  expect((await fetch(`${ill}/healthz`)).status).toBe(200);
  expect((await fetch(`${ill}/readyz`)).status).toBe(503);
  expect((await fetch(`${ill}/metrics`)).status).toBe(503);
  expect((await fetch(`${well}/readyz`)).status).toBe(200);
});

test("metrics are Prometheus text with sockets and what waits in them", async () => {
  const text = await (await fetch(`${well}/metrics`)).text();
  expect(text).toMatch(/^backout_sockets 3$/m);
  expect(text).toMatch(/^backout_socket_packets_waiting 2$/m);
  for (const line of text.trim().split("\n")) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? \d+)$/);
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
