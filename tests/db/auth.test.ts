import { expect, test } from "vitest";
import { issueApiToken } from "#lib/adapters/auth/accounts.ts";
import { createOneTimeLink } from "#lib/adapters/auth/one-time-link.ts";
import { createSignInLimit } from "#lib/adapters/auth/sign-in-limit.ts";
import { ADDRESS_HEADER } from "#lib/adapters/auth/surface.ts";
import { createApi, ORIGIN, PASSWORD } from "./api-kit.ts";

const api = await createApi({ signInsPerMinute: 5 });
const signIn = (username: string, password: string, headers: Record<string, string> = {}) =>
  api.call("POST", "/api/auth/sign-in/username", { body: { username, password }, headers });
const me = (cookie: string) => api.call("GET", "/me", { as: { cookie } });

test("a good password opens a session whose cookie scripts cannot read and whose token stands in no body", async () => {
  const answer = await signIn("responder", PASSWORD);
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ ok: true });
  const [cookie = ""] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^backout\.session_token=/);
  expect(cookie).toContain("HttpOnly");
  expect(cookie).toMatch(/SameSite=(Lax|Strict)/);
  expect(cookie).toContain("Path=/");
  const { body } = await me(cookie.split(";")[0] ?? "");
  expect(body).toMatchObject({ handle: "responder", name: "The responder", role: "responder" });
  expect(body.may).toContain("incident.declare");
  expect(body.may).not.toContain("target.manage");
});

test("each sign-in has a session of its own", async () => {
  const [one, two] = [await api.cookieOf("viewer"), await api.cookieOf("viewer")];
  expect(one).not.toBe(two);
  await api.call("POST", "/api/auth/sign-out", { as: { cookie: one, origin: ORIGIN }, body: {} });
  expect((await me(one)).status).toBe(401);
  expect((await me(two)).status).toBe(200);
});

test("a wrong password, an unknown handle and an impossible one are answered alike", async () => {
  const answers = [];
  for (const handle of ["commander", "nobody-here", "!"]) {
    const { status, body } = await signIn(handle, "a wrong password");
    answers.push({ status, code: body.code, detail: body.detail });
  }
  expect(new Set(answers.map((a) => JSON.stringify(a))).size).toBe(1);
  expect(answers[0]?.status).toBe(401);
});

test("guessing is slowed for that account from that address only; its owner signs in from elsewhere at once", async () => {
  const from = (address: string) => ({ [ADDRESS_HEADER]: address });
  const statuses = [];
  for (let i = 0; i < 7; i++) statuses.push((await signIn("admin", `guess number ${i}`, from("192.0.2.1"))).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  const slowed = await signIn("admin", PASSWORD, from("192.0.2.1"));
  expect(slowed.status).toBe(429);
  expect(Number(slowed.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await signIn("viewer", PASSWORD, from("192.0.2.1"))).status).toBe(200);
  expect((await signIn("admin", PASSWORD, from("192.0.2.2"))).status).toBe(200);
});

test("one address that tries many accounts is slowed as a whole, and good sign-ins do not count", async () => {
  const limit = createSignInLimit(api.db, 5);
  const attempt = async (handle: string, isGood: boolean) => {
    const waitSeconds = await limit.attempt("192.0.2.3", handle);
    if (isGood && waitSeconds === 0) await limit.succeeded("192.0.2.3", handle);
    return waitSeconds > 0;
  };
  for (let i = 0; i < 50; i++) expect(await attempt("viewer", true)).toBe(false);
  let refused = 0;
  for (let i = 0; i < 33; i++) if (await attempt(`someone-${i}`, false)) refused++;
  expect(refused).toBe(3);
});

test("attempts that arrive together are counted one by one", async () => {
  const limit = createSignInLimit(api.db, 5);
  const waits = await Promise.all(Array.from({ length: 25 }, () => limit.attempt("192.0.2.4", "viewer")));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
});

test("nothing else of the account library can be reached", async () => {
  for (const path of [
    "/sign-up/email",
    "/sign-in/email",
    "/is-username-available",
    "/update-user",
    "/change-email",
    "/delete-user",
    "/link/sign-in",
    "/get-session",
    "/list-sessions",
    "/revoke-session",
    "/reset-password",
    "/sign-in/social",
  ])
    for (const method of ["GET", "POST"]) {
      const answer = await api.call(method, `/api/auth${path}`, {
        headers: { origin: ORIGIN },
        ...(method === "POST"
          ? { body: { username: "viewer", email: "viewer@backout.invalid", name: "x", password: PASSWORD } }
          : {}),
      });
      expect([path, answer.status]).toEqual([path, 404]);
    }
});

test("a bearer token works without an origin, is kept only as a hash, and ends when it is revoked", async () => {
  const made = await api.call("POST", "/tokens", { as: "responder", body: { name: "script" } });
  const { token } = made.body;
  expect(token).toMatch(/^bko_[A-Za-z0-9_-]{43}$/);
  const bearer = { authorization: `Bearer ${token}` };
  expect((await api.call("GET", "/me", { as: bearer })).body.handle).toBe("responder");
  const dump = JSON.stringify(await api.db.apiToken.findMany());
  expect(dump).not.toContain(token);
  const { items } = (await api.call("GET", "/tokens", { as: bearer })).body;
  const own = items.find((t: { name: string }) => t.name === "script");
  expect(own.lastUsedAt).not.toBeNull();
  expect((await api.call("DELETE", `/tokens/${own.id}`, { as: "commander" })).status).toBe(404);
  expect((await api.call("DELETE", `/tokens/${own.id}`, { as: bearer })).status).toBe(200);
  expect((await api.call("GET", "/me", { as: bearer })).status).toBe(401);
});

test("a token that is too old is no token", async () => {
  const token = await issueApiToken(api.db, api.ids.viewer, "old");
  await api.db.apiToken.updateMany({ where: { name: "old" }, data: { expiresAt: new Date(Date.now() - 1000) } });
  expect((await api.call("GET", "/me", { as: { authorization: `Bearer ${token}` } })).status).toBe(401);
});

test("a bad bearer token is not rescued by a good cookie", async () => {
  const cookie = await api.cookieOf("commander");
  expect((await api.call("GET", "/me", { as: { cookie, authorization: "Bearer bko_bad" } })).status).toBe(401);
});

test("a role counts from the next request on, and a disabled person is out at once", async () => {
  const { body } = await api.call("POST", "/users", {
    as: "admin",
    body: { handle: "climber", name: "A climber", role: "viewer", password: PASSWORD },
  });
  const cookie = await api.cookieOf("climber");
  const declare = () =>
    api.call("POST", "/assessments", { as: { cookie, origin: ORIGIN }, body: { playbook: "small", signals: {} } });
  expect((await declare()).status).toBe(403);
  await api.call("POST", `/users/${body.id}/role`, { as: "admin", body: { role: "responder" } });
  expect((await declare()).status).toBe(201);
  await api.call("POST", `/users/${body.id}/disable`, { as: "admin", body: {} });
  expect((await declare()).status).toBe(401);
  expect((await signIn("climber", PASSWORD)).status).toBe(401);
});

test("the last admin can neither be disabled nor be given another role", async () => {
  const disable = await api.call("POST", `/users/${api.ids.admin}/disable`, { as: "admin", body: {} });
  const demote = await api.call("POST", `/users/${api.ids.admin}/role`, { as: "admin", body: { role: "viewer" } });
  expect([disable.status, demote.status]).toEqual([409, 409]);
  expect((await api.call("GET", "/users", { as: "admin" })).status).toBe(200);
});

test("a handle is taken once, and a short password is refused", async () => {
  const make = (over: Record<string, unknown>) =>
    api.call("POST", "/users", {
      as: "admin",
      body: { handle: "viewer", name: "Again", role: "viewer", password: PASSWORD, ...over },
    });
  expect((await make({})).status).toBe(409);
  const short = await make({ handle: "shorty", password: "elevenchars" });
  expect(short.status).toBe(422);
  expect(short.body.errors).toEqual([{ path: "password", message: "at least 12 characters" }]);
});

test("of twenty who use a sign-in link at once, one gets in; later nobody does", async () => {
  const token = await createOneTimeLink(api.db, { purpose: "sign-in", userId: api.ids.commander, validMs: 60_000 });
  const use = (i: number) =>
    api.call("POST", "/links/sign-in", { body: { token }, headers: { [ADDRESS_HEADER]: `198.51.100.${i}` } });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => use(i)));
  expect(answers.filter((a) => a.status === 200)).toHaveLength(1);
  expect(answers.filter((a) => a.status === 401)).toHaveLength(19);
  const cookie =
    answers
      .find((a) => a.status === 200)
      ?.headers.getSetCookie()[0]
      ?.split(";")[0] ?? "";
  expect((await me(cookie)).body.handle).toBe("commander");
  expect((await use(99)).status).toBe(401);
  expect(JSON.stringify(await api.db.oneTimeLink.findMany())).not.toContain(token);
});

test("a sign-in link that is too old, or made for the set-up, signs nobody in", async () => {
  const old = await createOneTimeLink(api.db, { purpose: "sign-in", userId: api.ids.viewer, validMs: -1 });
  const setup = await createOneTimeLink(api.db, { purpose: "setup", validMs: 60_000 });
  for (const token of [old, setup, "x".repeat(43)])
    expect((await api.call("POST", "/links/sign-in", { body: { token } })).status).toBe(401);
});

test("the set-up link makes no second admin", async () => {
  const token = await createOneTimeLink(api.db, { purpose: "setup", validMs: 60_000 });
  const { status, body } = await api.call("POST", "/setup", {
    body: { token, handle: "intruder", name: "An intruder", password: PASSWORD },
  });
  expect(status).toBe(409);
  expect(body.detail).toContain("There is an admin already");
  expect(await api.db.user.findUnique({ where: { username: "intruder" } })).toBeNull();
});

test("with no admin, the set-up link makes exactly one, once, and then works no more", async () => {
  await api.db.user.update({ where: { id: api.ids.admin }, data: { role: "viewer" } });
  const token = await createOneTimeLink(api.db, { purpose: "setup", validMs: 60_000 });
  const setUp = (handle: string, over: Record<string, unknown> = {}) =>
    api.call("POST", "/setup", { body: { token, handle, name: "First", password: PASSWORD, ...over } });
  expect((await setUp("first-1", { password: "short" })).status).toBe(422);
  expect((await setUp("first-1", { token: "y".repeat(43) })).status).toBe(410);
  const answers = await Promise.all(["first-1", "first-2", "first-3"].map((handle) => setUp(handle)));
  expect(answers.map((a) => a.status).sort()).toEqual([201, 409, 409]);
  expect(await api.db.user.count({ where: { role: "admin" } })).toBe(1);
  const first = await api.db.user.findFirstOrThrow({ where: { role: "admin" } });
  expect((await signIn(first.username ?? "", PASSWORD)).status).toBe(200);
  await api.db.user.update({ where: { id: api.ids.admin }, data: { role: "admin" } });
});

test("passwords are kept as salted hashes, and every change of access is in the audit", async () => {
  const accounts = JSON.stringify(await api.db.account.findMany());
  expect(accounts).not.toContain(PASSWORD);
  const passwords = (await api.db.account.findMany()).map((a) => a.password);
  expect(new Set(passwords).size).toBe(passwords.length);
  const actions = new Set((await api.db.auditEvent.findMany()).map((e) => e.action));
  for (const action of [
    "session.open",
    "session.close",
    "user.create",
    "user.role",
    "user.disable",
    "token.create",
    "token.revoke",
  ])
    expect(actions).toContain(action);
  const audit = JSON.stringify(await api.db.auditEvent.findMany());
  expect(audit).not.toContain(PASSWORD);
  expect(audit).not.toContain("bko_");
});
