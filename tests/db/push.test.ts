import { generateKeyPairSync, verify } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pino from "pino";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createPushStore } from "#lib/adapters/postgres/push-store.ts";
import { createPushSender } from "#lib/adapters/push/sender.ts";
import { loadVapidKey, publishVapidKey } from "#lib/adapters/push/vapid-key.ts";
import type { Role } from "#lib/domain/actor/actor.ts";
import { PushPayload } from "#lib/domain/push/message.ts";
import { keepPushing } from "#lib/engine/push.ts";
import { createPushBrowser } from "#lib/testing/push-browser.ts";
import { type PushReceived, startPushService } from "#lib/testing/push-service.ts";
import { createApi } from "./api-kit.ts";
import { until } from "./until.ts";

const api = await createApi();
await api.addTarget("host-1", { environment: "production" });
await api.addTarget("drill-1");
const directory = mkdtempSync(path.join(tmpdir(), "backout-push-"));
const keyFile = path.join(directory, "push.key");
const key = loadVapidKey(keyFile);
const service = await startPushService();
afterAll(async () => {
  await service.stop();
  rmSync(directory, { recursive: true });
});
await publishVapidKey(api.db, key);

const clock = { now: () => new Date() };
const store = createPushStore({ db: api.db, clock, serverKey: key.publicKey });
const sender = createPushSender({
  key,
  origin: "https://backout.example",
  timeoutMs: 300,
  whyNot: () => null,
  lookup: (_name, _options, answer) => answer(null, "127.0.0.1", 4),
});
/** Everything that is due, sent; what one look of the engine does. */
async function look(): Promise<void> {
  await store.note();
  for (const message of await store.claim()) {
    for (const browser of message.browsers) await store.settle(browser.id, await sender.send(browser, message.payload));
    await store.end(message.key);
  }
}

beforeEach(async () => {
  service.received.length = 0;
  service.answers({ status: 201 });
  await api.db.pushSubscription.deleteMany();
});

/** A browser of somebody, subscribed over the API, then led to the service on this machine. */
async function browserOf(as: Role) {
  const name = crypto.randomUUID();
  const browser = createPushBrowser(`https://push.example.com/${name}`);
  const body = { ...browser.subscription, serverKey: key.publicKey, label: `Firefox of ${as}` };
  const { status, body: answer } = await api.call("POST", "/push/subscriptions", { as, body });
  expect(status, JSON.stringify(answer)).toBe(201);
  await api.db.pushSubscription.update({ where: { id: answer.id }, data: { endpoint: `${service.url}/${name}` } });
  const mine = (received: PushReceived) => received.path === `/${name}`;
  return {
    id: answer.id as string,
    received: () => service.received.filter(mine).map(({ body }) => PushPayload.parse(JSON.parse(browser.open(body)))),
    raw: () => service.received.filter(mine),
  };
}

test("the key is made once, only its owner reads it, and another start finds it", () => {
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect(loadVapidKey(keyFile)).toEqual(key);
  expect(Buffer.from(key.publicKey, "base64url")).toHaveLength(65);
});

test("a declared incident wakes everybody but who declared it, with a number and our words and nothing else", async () => {
  const [responder, viewer, commander] = [
    await browserOf("responder"),
    await browserOf("viewer"),
    await browserOf("commander"),
  ];
  const number = await api.declare({ title: "Secret customer Acme cannot pay", severity: "critical" });
  await look();
  const said = { tag: `incident:${number}`, title: `INC-${number}`, path: `/incidents/${number}` };
  expect(responder.received()).toEqual([{ ...said, body: "Declared as critical." }]);
  expect(viewer.received()).toEqual([{ ...said, body: "Declared as critical." }]);
  expect(commander.received(), "they know it").toEqual([]);
  await look();
  expect(service.received, "each fact once, however often it is seen").toHaveLength(2);
});

test("the service cannot read it, and sees whose message it is", async () => {
  const browser = await browserOf("responder");
  const number = await api.declare();
  await look();
  const [sent] = browser.raw();
  expect(sent?.body.includes(Buffer.from(`INC-${number}`))).toBe(false);
  expect(sent?.headers).toMatchObject({ "content-encoding": "aes128gcm", ttl: "600", urgency: "high" });
  const [, token = "", k = ""] = /^vapid t=([^,]+), k=(.+)$/.exec(sent?.headers.authorization ?? "") ?? [];
  expect(k).toBe(key.publicKey);
  const [head = "", claims = "", signature = ""] = token.split(".");
  const point = Buffer.from(key.publicKey, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const isSigned = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: jwk, format: "jwk", dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  expect(isSigned).toBe(true);
  expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
    aud: service.url,
    sub: "https://backout.example",
  });
});

test("a rehearsal wakes nobody", async () => {
  const browser = await browserOf("responder");
  const number = await api.declare({ targets: ["drill-1"] });
  await look();
  expect(browser.received()).toEqual([]);
  expect(await api.db.pushMessage.count({ where: { incidentNumber: number } })).toBe(0);
});

test("a level that needs a second person wakes those who may approve, and not who asked", async () => {
  const [commander, responder] = [await browserOf("commander"), await browserOf("responder")];
  const number = await api.declare();
  await api.db.user.update({ where: { id: api.ids.admin }, data: { role: "commander" } });
  const asked = await api.call("POST", `/incidents/${number}/runs`, {
    as: "admin",
    body: { procedure: "level-3" },
    headers: { "idempotency-key": crypto.randomUUID() },
  });
  await api.db.user.update({ where: { id: api.ids.admin }, data: { role: "admin" } });
  expect(asked.status, JSON.stringify(asked.body)).toBe(201);
  await look();
  expect(commander.received().map((p) => p.body)).toContainEqual(expect.stringMatching(/waits for a second person/));
  expect(responder.received().map((p) => p.body)).not.toContainEqual(expect.stringMatching(/second person/));
});

test("a deadline that passed wakes, once", async () => {
  const number = await api.declare();
  const browser = await browserOf("responder");
  const now = new Date();
  await api.db.deadline.create({
    data: {
      incidentNumber: number,
      item: "told",
      title: "Customers told",
      via: "person",
      position: 9,
      startedAt: now,
      dueAt: now,
      overdueAt: now,
    },
  });
  await look();
  await look();
  expect(browser.received().filter((p) => p.body === "Overdue: Customers told.")).toHaveLength(1);
});

test.each([404, 410])("a subscription that the service answers with %i is forgotten", async (status) => {
  const { id } = await browserOf("responder");
  service.answers({ status });
  await api.call("POST", `/push/subscriptions/${id}/test`, { as: "responder", body: {} });
  await look();
  expect(await api.db.pushSubscription.findUnique({ where: { id } })).toBeNull();
});

test("a service that refuses, redirects or says nothing is noted on the subscription, which stays", async () => {
  const { id, received } = await browserOf("responder");
  const problem = async () => (await api.call("GET", "/push", { as: "responder" })).body.subscriptions[0];
  const test = async () => {
    await api.call("POST", `/push/subscriptions/${id}/test`, { as: "responder", body: {} });
    await look();
    return problem();
  };
  service.answers({ status: 500 });
  expect(await test()).toMatchObject({ lastProblem: "HTTP 500", lastSentAt: null });
  service.answers({ status: 307, headers: { location: `${service.url}/elsewhere` } });
  expect(await test()).toMatchObject({ lastProblem: "HTTP 307" });
  expect(
    service.received.map((r) => r.path),
    "not followed",
  ).not.toContain("/elsewhere");
  service.answers("hang");
  expect((await test()).lastProblem).toMatch(/timeout|abort/i);
  service.answers({ status: 201 });
  expect(await test()).toMatchObject({ lastProblem: null, lastSentAt: expect.any(String) });
  expect(received().at(-1)).toMatchObject({ body: "A test. Nothing happened." });
});

test("without the test's leave nothing is sent to this machine", async () => {
  const guarded = createPushSender({ key, origin: "https://backout.example" });
  const { subscription } = createPushBrowser(`${service.url}/x`);
  const browser = { id: "b", endpoint: subscription.endpoint, ...subscription.keys };
  const payload = { tag: "t", title: "t", body: "t", path: "/" };
  expect(await guarded.send(browser, payload)).toMatchObject({ kind: "failed", answer: /not sent: it is not https/ });
  const named = createPushSender({ key, origin: "https://backout.example", whyNot: () => null });
  const port = new URL(service.url).port;
  expect(await named.send({ ...browser, endpoint: `http://localhost:${port}/x` }, payload)).toMatchObject({
    kind: "failed",
    answer: expect.stringMatching(/nothing was contacted/),
  });
  expect(service.received).toEqual([]);
});

test("an address that leads inside is not stored, nor one for another key; others' browsers are not one's own", async () => {
  const { subscription } = createPushBrowser("https://10.0.0.1/x");
  const body = { ...subscription, serverKey: key.publicKey, label: "x" };
  const inside = await api.call("POST", "/push/subscriptions", { as: "viewer", body });
  expect(inside.status).toBe(422);
  expect(inside.body.detail).toContain("Nothing was stored.");
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" }).x;
  const stale = { ...body, endpoint: "https://push.example.com/x", serverKey: other };
  expect((await api.call("POST", "/push/subscriptions", { as: "viewer", body: stale })).status).toBe(409);
  const { id } = await browserOf("responder");
  expect((await api.call("DELETE", `/push/subscriptions/${id}`, { as: "viewer", body: {} })).status).toBe(404);
  expect((await api.call("GET", "/push", { as: "viewer" })).body.subscriptions).toEqual([]);
  expect((await api.call("DELETE", `/push/subscriptions/${id}`, { as: "responder", body: {} })).status).toBe(200);
  expect(await api.db.pushSubscription.count()).toBe(0);
});

test("what an engine took and did not end is taken by another one; whoever lost the account is told nothing", async () => {
  const browser = await browserOf("responder");
  const number = await api.declare();
  await store.note();
  expect((await store.claim()).map((m) => m.key)).toEqual([`incident:${number}`]);
  expect(await store.claim(), "it is being sent").toEqual([]);
  const mine = { where: { key: `incident:${number}` } };
  await api.db.pushMessage.updateMany({ ...mine, data: { claimedAt: new Date(Date.now() - 31_000) } });
  const [again] = await store.claim();
  expect(again?.browsers.map((b) => b.id)).toEqual([browser.id]);
  await api.db.pushMessage.updateMany({ ...mine, data: { claimedAt: null } });
  await api.db.user.update({ where: { id: api.ids.responder }, data: { disabledAt: new Date() } });
  const [ended] = await store.claim();
  await api.db.user.update({ where: { id: api.ids.responder }, data: { disabledAt: null } });
  expect(ended?.browsers).toEqual([]);
});

test("the engine's own loop sends", async () => {
  const browser = await browserOf("responder");
  const loop = keepPushing({ store, sender, log: pino({ level: "silent" }), everyMs: 20 });
  await api.call("POST", `/push/subscriptions/${browser.id}/test`, { as: "responder", body: {} });
  await until(
    async () => browser.received(),
    (received) => received.length === 1,
  );
  await loop.stop();
});
