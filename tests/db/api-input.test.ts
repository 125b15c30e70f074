import { expect, test } from "vitest";
import { createApi, newTarget } from "./api-kit.ts";

const api = await createApi();
await api.addTarget("host-1");
const json = { "content-type": "application/json" };

test("a body that is not JSON is 400, says where it broke and what to do", async () => {
  const { status, body } = await api.call("POST", "/assessments", {
    as: "responder",
    body: '{"playbook": "small", ',
    headers: json,
  });
  expect(status).toBe(400);
  expect(body.detail).toMatch(/not JSON: .+ Nothing was changed\. Send the body again as JSON\./);
  expect(body.requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test("a body larger than 256 KiB is refused without being kept", async () => {
  const body = JSON.stringify({ text: "x".repeat(257 * 1024) });
  const answer = await api.call("POST", "/incidents/1/events", { as: "responder", body, headers: json });
  expect(answer.status).toBe(413);
  expect(answer.body.detail).toContain("256 KiB");
});

test("every field that does not fit is named, unknown ones too", async () => {
  const { status, body } = await api.call("POST", "/incidents", {
    as: "responder",
    body: { title: "x", targets: [], severity: "apocalyptic", priority: 1 },
  });
  expect(status).toBe(422);
  expect(body.errors.map((e: { path: string }) => e.path).sort()).toEqual(["priority", "severity", "targets", "title"]);
});

test.each([
  ["a list", "[]"],
  ["a number", "7"],
  ["null", "null"],
  ["a text", '"x"'],
  ["__proto__", '{"__proto__": {"role": "admin"}, "playbook": "small", "signals": {}, "x": 1}'],
])("%s as a body is 422, never 500", async (_what, body) => {
  expect((await api.call("POST", "/assessments", { as: "responder", body, headers: json })).status).toBe(422);
});

test("a path that is not there, or a method that it does not take, is 404 and says so", async () => {
  expect((await api.call("GET", "/nothing", { as: "viewer" })).body.detail).toContain("There is no");
  expect((await api.call("DELETE", "/playbooks", { as: "viewer" })).body.detail).toContain("GET");
  expect((await api.call("GET", "/playbooks/%E0%A4%A", { as: "viewer" })).status).toBe(400);
});

test("an unknown incident, run, plan or step is 404", async () => {
  for (const to of [
    "/incidents/999999",
    "/incidents/999999/rca",
    "/runs/nope",
    "/plans/nope",
    "/runs/nope/steps/nope/output",
  ])
    expect([to, (await api.call("GET", to, { as: "viewer" })).status]).toEqual([to, 404]);
  expect((await api.call("GET", "/incidents/abc", { as: "viewer" })).status).toBe(422);
});

test("a start without an Idempotency-Key is 400", async () => {
  const number = await api.declare();
  const { status, body } = await api.call("POST", `/incidents/${number}/runs`, {
    as: "commander",
    body: { procedure: "level-1" },
  });
  expect(status).toBe(400);
  expect(body.detail).toContain("Idempotency-Key");
});

test("the same start twice is one run; another start of the held target is 409 and names the holder", async () => {
  const number = await api.declare();
  const start = (key: string, body: Record<string, unknown>, as: "commander" | "responder" = "commander") =>
    api.call("POST", `/incidents/${number}/runs`, { as, body, headers: { "idempotency-key": key } });
  const first = await start("key-number-1", { procedure: "level-1" });
  const again = await start("key-number-1", { procedure: "level-1" });
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body.id).toBe(first.body.id);
  expect((await start("key-number-1", { procedure: "level-2" })).status).toBe(422);
  const held = await start("key-number-2", { procedure: "level-2" });
  expect(held.status).toBe(409);
  expect(held.body.holder).toMatchObject({
    runId: first.body.id,
    procedure: "level-1",
    by: "commander",
    target: "host-1",
  });
  expect((await start("key-number-3", { procedure: "level-2" }, "responder")).status).toBe(403);
});

test("a refused option says why and what to press instead", async () => {
  await api.addTarget("host-2");
  const number = await api.declare({ targets: ["host-2"] });
  const { status, body } = await api.call("POST", `/incidents/${number}/plans`, {
    as: "commander",
    body: { procedure: "level-1", option: "by-hand" },
  });
  expect(status).toBe(422);
  expect(body.detail).toContain("Press instead: level-2");
});

test("a target's credential is sealed for the engine alone and is in no answer, row or record", async () => {
  const secret = newTarget("x").credential.password;
  const { body } = await api.call("GET", "/targets", { as: "viewer" });
  expect(JSON.stringify(body)).not.toContain(secret);
  const [target] = await api.db.target.findMany({ where: { name: "host-1" }, include: { credential: true } });
  expect(Buffer.from(target?.credential?.sealed ?? []).toString("latin1")).not.toContain(secret);
  expect(JSON.stringify(await api.db.auditEvent.findMany())).not.toContain(secret);
  expect(await api.engineKey.open(target?.credential?.sealed as Uint8Array, target?.id as string)).toBe(secret);
  await expect(api.engineKey.open(target?.credential?.sealed as Uint8Array, "another target")).rejects.toThrow(
    "for another target",
  );
});

test.each([
  ["a host key that is no fingerprint", { hostKeySha256: "MD5:aa:bb" }, "hostKeySha256"],
  ["an option as a host", { host: "-oProxyCommand=x" }, "host"],
  ["a login with a shell in it", { user: "app;id" }, "user"],
  ["a path that climbs", { parameters: { HOME_DIR: "/srv/../etc" } }, "parameters.HOME_DIR"],
  ["a newline in a parameter", { parameters: { HOME_DIR: "/srv/a\nb" } }, "parameters.HOME_DIR"],
  ["a parameter that nobody declared", { parameters: { HOME_DIR: "/srv", LD_PRELOAD: "/x" } }, "parameters.LD_PRELOAD"],
  ["a missing parameter", { parameters: {} }, "parameters.HOME_DIR"],
  ["a shortened window in production", { environment: "production", watchSeconds: 5 }, "watchSeconds"],
])("a target with %s is refused by field", async (_what, over, path) => {
  const { status, body } = await api.call("POST", "/targets", { as: "admin", body: { ...newTarget("bad"), ...over } });
  expect(status).toBe(422);
  expect(body.errors.map((e: { path: string }) => e.path)).toContain(path);
  expect(await api.db.target.findUnique({ where: { name: "bad" } })).toBeNull();
});

test("an error that nobody expected is a 500 that gives nothing away but its number", async () => {
  const broken = { ...api.container, signedIn: () => Promise.reject(new Error("password=hunter2 at /srv/secret.ts")) };
  globalThis.backoutWeb = broken;
  const { status, body } = await api.call("GET", "/me", { as: "viewer" });
  globalThis.backoutWeb = api.container;
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toMatch(/hunter2|secret\.ts/);
  expect(body.detail).toContain(body.requestId);
});

test("no answer may be kept by a cache", async () => {
  for (const to of ["/me", "/nothing", "/incidents/1"])
    expect((await api.call("GET", to, { as: "viewer" })).headers.get("cache-control")).toBe("no-store");
});
