import { expect, test } from "vitest";
import { ROUTES } from "#lib/web/routes/index.ts";
import { createApi, ORIGIN } from "./api-kit.ts";

const api = await createApi();
const cookie = await api.cookieOf("commander");
const before = await counts();

async function counts() {
  const [incidents, assessments, audit, tokens] = await Promise.all([
    api.db.incident.count(),
    api.db.assessment.count(),
    api.db.auditEvent.count(),
    api.db.apiToken.count(),
  ]);
  return { incidents, assessments, audit, tokens };
}
const exampleOf = (path: string) => path.replaceAll(/\{number\}/g, "1").replaceAll(/\{\w+\}/g, "x");
const mutating = ROUTES.filter((r) => r.method !== "GET").map((r) => [r.method, r.path] as const);

test.each(mutating)("%s %s with a cookie is refused from anywhere but our own pages", async (method, path) => {
  const to = exampleOf(path);
  const attempt = (headers: Record<string, string>, body: unknown = {}) =>
    api.call(method, to, { as: { cookie, ...headers }, body });
  const json = { "content-type": "application/json" };
  expect((await attempt(json)).status, "no origin").toBe(403);
  expect((await attempt({ ...json, origin: "null" })).status, "null origin").toBe(403);
  expect((await attempt({ ...json, origin: "http://evil.test" })).status, "foreign origin").toBe(403);
  expect((await attempt({ ...json, origin: `${ORIGIN}.evil.test` })).status, "longer origin").toBe(403);
  expect((await attempt({ ...json, origin: ORIGIN, "sec-fetch-site": "cross-site" })).status, "cross-site").toBe(403);
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
    expect((await attempt({ origin: ORIGIN, "content-type": type }, "{}")).status, type).toBe(403);
  expect(await counts()).toEqual(before);
});

test.each(ROUTES.map((r) => [r.method, r.path] as const))("%s %s without a session is 401", async (method, path) => {
  const { status, body, headers } = await api.call(method, exampleOf(path), method === "GET" ? {} : { body: {} });
  expect(status).toBe(401);
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(body).toMatchObject({ code: "unauthenticated", status: 401 });
});

test.each([
  ["/api/auth/sign-in/username", { username: "viewer", password: "correct horse battery staple" }],
  ["/links/sign-in", { token: "x".repeat(43) }],
  ["/setup", { token: "x".repeat(43), handle: "someone", name: "S", password: "correct horse battery staple" }],
  ["/api/auth/sign-out", {}],
])("%s is refused from a foreign page", async (to, body) => {
  for (const origin of ["null", "http://evil.test"])
    expect((await api.call("POST", to, { body, headers: { origin } })).status).toBe(403);
});

test("our own page changes things with its cookie", async () => {
  const { status } = await api.call("POST", "/assessments", {
    as: { cookie, origin: ORIGIN, "sec-fetch-site": "same-origin" },
    body: { playbook: "small", signals: {} },
  });
  expect(status).toBe(201);
});
