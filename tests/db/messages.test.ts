import { beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import type { SendOutcome } from "#lib/domain/communication/delivery.ts";
import { startReceiver } from "#lib/testing/contracts/notifier/http-lab.ts";
import { startSmtpServer } from "#lib/testing/contracts/notifier/smtp-lab.ts";
import { FakeNotifier } from "#lib/testing/fake-notifier.ts";
import { createCommunicationKit } from "./communication-kit.ts";
import { until } from "./until.ts";

const kit = await createCommunicationKit();
const KEY = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
let smtp: Awaited<ReturnType<typeof startSmtpServer>>;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let mail = "";
let hook = "";

const addChannel = async (name: string, channel: Record<string, unknown>): Promise<string> => {
  const answer = await kit.call("POST", "/channels", { as: "admin", body: { name, channel } });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
};

beforeAll(async () => {
  smtp = await startSmtpServer({ hideSTARTTLS: true, allowInsecureAuth: true });
  receiver = await startReceiver();
  mail = await addChannel("mail", {
    kind: "smtp",
    host: "127.0.0.1",
    port: smtp.port,
    security: "none",
    user: "backout",
    password: "right",
    from: "backout@example.test",
  });
  hook = await addChannel("hook", { kind: "webhook", url: receiver.url, key: KEY });
  await kit.call("POST", "/contacts", {
    as: "commander",
    body: { name: "Lena Lead", email: "lena@example.test", phone: "+49 30 1234", roles: ["lead"] },
  });
  return async () => {
    await smtp.stop();
    await receiver.stop();
  };
});
beforeEach(() => {
  smtp.behave("accept");
  receiver.behave("accept");
  smtp.mails.length = 0;
  receiver.received.length = 0;
});

const as = "commander" as const;
const draftOf = async (number: number, item = "lead") =>
  (await kit.call("POST", `/incidents/${number}/drafts`, { as: "responder", body: { item } })).body;
const save = (number: number, draft: { id: string; version: number }, over: object = {}) =>
  kit.call("PUT", `/incidents/${number}/drafts/${draft.id}`, {
    as: "responder",
    body: { version: draft.version, subject: "Uploads fail", body: "They fail. We roll back.", ...over },
  });
const LENA = { recipient: "lena@example.test", recipientName: "Lena Lead" };
const send = (number: number, draft: { id: string; version: number }, to: object[] = [{ channelId: mail, ...LENA }]) =>
  kit.call("POST", `/incidents/${number}/drafts/${draft.id}/send`, { as, body: { version: draft.version, to } });
/** A reviewed draft, handed over. */
async function sent(to?: object[], over: Record<string, unknown> = {}): Promise<number> {
  const number = await kit.declare(over);
  const draft = await save(number, await draftOf(number));
  expect((await send(number, draft.body, to)).status).toBe(202);
  return number;
}
const ended = (number: number) =>
  until(
    async () => (await kit.read(number)).deliveries,
    (deliveries) => deliveries.length > 0 && deliveries.every((d) => d.endedAt !== null),
  );

test("a draft is filled from the record, and says what a person has to complete", async () => {
  const number = await kit.declare({ severity: "critical", title: "Uploads fail with 207" });
  const draft = await draftOf(number);
  expect(draft).toMatchObject({
    item: "lead",
    subject: `INC-${number}: Uploads fail with 207`,
    version: 1,
    audience: "internal",
  });
  expect(draft.body).toContain("**Severity**: CRITICAL");
  expect(draft.body).toContain("**Rollback level**: none so far");
  expect(draft.body).toContain("**Status**: NO ROLLBACK YET");
  expect(draft.body).toContain("people say so");
  expect(draft.missing).toEqual(["count or percentage"]);
  expect((await draftOf(number)).id).toBe(draft.id);
  expect((await kit.read(number)).deadlines.find((d) => d.item === "report")).toMatchObject({ state: "done" });
});

test("a public draft names neither host nor person nor number", async () => {
  const number = await kit.declare({ severity: "critical" });
  const draft = await draftOf(number, "customers");
  expect(`${draft.subject} ${draft.body}`).not.toMatch(/INC|host-1|commander|people say so|Uploads/);
});

test("is sent by e-mail through a real server, and the record keeps what the server answered", async () => {
  await kit.launch();
  const number = await sent();
  const [delivery] = await ended(number);
  expect(delivery).toMatchObject({
    state: "delivered",
    channel: "mail",
    recipient: "lena@example.test",
    attempts: [{ attempt: 1 }],
  });
  expect(delivery?.answer).toMatch(/^250 .*queued as 1/);
  expect(smtp.mails).toHaveLength(1);
  expect(smtp.mails[0]).toMatchObject({ to: ["lena@example.test"], user: "backout" });
  expect(smtp.mails[0]?.source).toContain("They fail. We roll back.");
  expect((await kit.read(number)).deadlines.find((d) => d.item === "lead")).toMatchObject({
    state: "sent",
    settledBy: { name: "commander" },
  });
  expect((await kit.timeline(number, /notification/)).at(-1)).toMatch(/to Lena Lead by mail: sent \(250/);
});

test("each channel and recipient is a delivery of its own; the deadline is met when all have arrived", async () => {
  receiver.behave("refuse-for-good");
  await kit.launch();
  const number = await sent([{ channelId: mail, ...LENA }, { channelId: hook }]);
  const deliveries = await ended(number);
  expect(deliveries.map((d) => [d.channel, d.state]).sort()).toEqual([
    ["hook", "failed"],
    ["mail", "delivered"],
  ]);
  expect((await kit.read(number)).deadlines.find((d) => d.item === "lead")?.state).toBe("due");
  receiver.behave("accept");
  const failed = deliveries.find((d) => d.channel === "hook");
  expect((await kit.call("POST", `/incidents/${number}/deliveries/${failed?.id}/retry`, { as, body: {} })).status).toBe(
    202,
  );
  await until(
    () => kit.read(number),
    (view) => view.deadlines.find((d) => d.item === "lead")?.state === "sent",
  );
  expect(receiver.received[0]?.headers["webhook-id"]).toBe(failed?.id);
});

test("of two who press send at once one is told that it was sent; one message goes out", async () => {
  await kit.launch();
  const number = await kit.declare();
  const { body: draft } = await save(number, await draftOf(number));
  const answers = await Promise.all([send(number, draft), send(number, draft), send(number, draft)]);
  expect(answers.map((a) => a.status).sort()).toEqual([202, 409, 409]);
  await ended(number);
  expect(smtp.mails).toHaveLength(1);
});

test("two engines that take the same delivery send it once", async () => {
  const number = await sent();
  await Promise.all([kit.launch("engine-1"), kit.launch("engine-2")]).then((engines) =>
    Promise.all([...engines, ...engines].map((engine) => engine.look())),
  );
  await ended(number);
  expect(smtp.mails).toHaveLength(1);
});

test("of all who reach for a delivery at the same moment one gets it, and an earlier attempt has no word any more", async () => {
  // Nobody works here: the queue is stopped, the store is reached for directly.
  const { store, stop } = await kit.launch();
  await stop();
  const number = await sent();
  const { id } = await kit.db.delivery.findFirstOrThrow({ where: { incidentNumber: number } });
  const claims = await Promise.all(["a", "b", "c", "a"].map((engine) => store.claimDelivery(engine, id)));
  expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  const engine = { kind: "engine", id: "a", name: "engine" } as const;
  await store.settleDelivery(engine, { id, attempt: 0 }, { kind: "delivered", answer: "late word" });
  expect((await kit.read(number)).deliveries[0]?.state).toBe("sending");
  await store.settleDelivery(engine, { id, attempt: 1 }, { kind: "delivered", answer: "250 ok" });
  await store.settleDelivery(engine, { id, attempt: 1 }, { kind: "unknown", answer: "once more" });
  expect((await kit.read(number)).deliveries[0]).toMatchObject({ state: "delivered", answer: "250 ok" });
});

test("what is refused for now is tried again, with the answers of all attempts", async () => {
  const engine = await kit.launch();
  smtp.behave("refuse-for-now");
  const number = await sent();
  const first = await until(
    async () => (await kit.read(number)).deliveries[0],
    (d) => d?.attempts[0]?.endedAt != null,
  );
  expect(first).toMatchObject({
    state: "queued",
    attempts: [{ outcome: "refused", answer: expect.stringContaining("450") }],
  });
  const waitMs = Date.parse(first?.nextAttemptAt ?? "") - Date.parse(first?.attempts[0]?.endedAt ?? "");
  expect(waitMs).toBe(5_000);
  smtp.behave("accept");
  await kit.db.delivery.updateMany({ where: { incidentNumber: number }, data: { nextAttemptAt: new Date() } });
  await engine.look();
  expect((await ended(number))[0]).toMatchObject({ state: "delivered", attempts: [{ attempt: 1 }, { attempt: 2 }] });
});

test("an outcome that nobody knows is told as such and not repeated; a person may repeat it", async () => {
  const fake = new FakeNotifier();
  fake.next = { kind: "unknown", answer: "handed over, then cut" } satisfies SendOutcome;
  const engine = await kit.launch("engine-1", fake);
  const number = await sent();
  const [delivery] = await ended(number);
  expect(delivery).toMatchObject({ state: "unknown", answer: "handed over, then cut" });
  await engine.look();
  expect(fake.sent).toHaveLength(1);
  expect((await kit.timeline(number, /lost/))[0]).toMatch(/not known whether it arrived/);
  fake.next = { kind: "delivered", answer: "250 ok" };
  await kit.call("POST", `/incidents/${number}/deliveries/${delivery?.id}/retry`, { as, body: {} });
  await until(
    () => kit.read(number),
    (view) => view.deliveries[0]?.state === "delivered",
  );
  expect(fake.sent.map((s) => s.message.id)).toEqual([delivery?.id, delivery?.id]);
});

test("a drill reaches nobody, by no channel: what would have gone out is recorded", async () => {
  const fake = new FakeNotifier();
  await kit.launch("engine-1", fake);
  const number = await sent([{ channelId: mail, ...LENA }, { channelId: hook }], { targets: ["drill-1"] });
  const deliveries = await ended(number);
  expect(deliveries.map((d) => d.state)).toEqual(["recorded", "recorded"]);
  expect(deliveries[0]?.answer).toBe("a drill: recorded, sent to nobody");
  expect(fake.sent).toEqual([]);
  expect((await kit.read(number)).deadlines.find((d) => d.item === "lead")?.state).toBe("sent");
});

test("an incident of which one target is real is real", async () => {
  await kit.launch();
  const number = await sent(undefined, { targets: ["drill-1", "host-1"] });
  expect((await ended(number))[0]?.state).toBe("delivered");
});

test("what is not complete, internal on a public page, or without a recipient is refused with nothing sent", async () => {
  const page = await addChannel("page", { kind: "status-page" });
  const number = await kit.declare();
  const draft = await draftOf(number);
  expect((await send(number, draft)).body).toMatchObject({
    code: "invalid",
    detail: expect.stringContaining("count or percentage"),
  });
  const { body: complete } = await save(number, draft);
  for (const to of [
    [{ channelId: page }],
    [{ channelId: mail }],
    [{ channelId: hook, recipient: "a@example.test" }],
    [{ channelId: "nowhere" }],
  ])
    expect((await send(number, complete, to)).body.detail).toMatch(/Nothing was sent/);
  expect((await send(number, draft)).body.code).toBe("wrong-version");
  expect(await kit.db.delivery.count({ where: { incidentNumber: number } })).toBe(0);
  await kit.call("DELETE", `/channels/${page}`, { as: "admin" });
});

test("a draft that somebody else saved is not overwritten, and one that was sent is never changed", async () => {
  const number = await kit.declare();
  const draft = await draftOf(number);
  const { body: saved } = await save(number, draft);
  expect((await save(number, draft, { body: "mine" })).body.code).toBe("wrong-version");
  await send(number, saved);
  expect((await save(number, saved, { body: "afterwards" })).body.code).toBe("not-possible-now");
  await expect(kit.db.draft.update({ where: { id: draft.id }, data: { body: "behind the back" } })).rejects.toThrow(
    /never changed/,
  );
  // No engine of a later test is to find it.
  await kit.db.delivery.updateMany({ where: { incidentNumber: number }, data: { state: "failed" } });
});

test("an attempt whose engine died in the middle of it is told as not known", async () => {
  const number = await sent();
  const { id } = await kit.db.delivery.findFirstOrThrow({ where: { incidentNumber: number } });
  await kit.db.delivery.update({ where: { id }, data: { state: "sending", attempt: 1, engineId: "gone" } });
  await kit.db.deliveryAttempt.create({
    data: { deliveryId: id, attempt: 1, engineId: "gone", startedAt: new Date() },
  });
  const engine = await kit.launch();
  await engine.look();
  expect((await ended(number))[0]).toMatchObject({ state: "unknown", answer: "the engine ended in the middle of it" });
  expect(smtp.mails.filter((mail) => mail.source.includes(id))).toEqual([]);
});

test("secrets of channels are sealed: nobody reads them back, and the engine alone opens them", async () => {
  const { body } = await kit.call("GET", "/channels", { as: "admin" });
  const stored = JSON.stringify([body, await kit.db.channel.findMany(), await kit.db.auditEvent.findMany()]);
  expect(stored).not.toContain("right");
  expect(stored).not.toContain(KEY);
  expect(stored).not.toContain(receiver.url);
  expect(body.items.map((c: { address: string }) => c.address)).toContain(
    `127.0.0.1:${smtp.port}, from backout@example.test`,
  );
});

test("a channel is tested with a message that says so; what it answered is shown", async () => {
  await kit.launch();
  await kit.call("POST", `/channels/${mail}/test`, { as: "admin", body: { recipient: "me@example.test" } });
  const tested = await until(
    async () =>
      (await kit.call("GET", "/channels", { as: "viewer" })).body.items.find((c: { id: string }) => c.id === mail),
    (channel) => channel.last?.isTest && channel.last.state !== "queued" && channel.last.state !== "sending",
  );
  expect(tested.last).toMatchObject({ state: "delivered", answer: expect.stringContaining("250") });
  expect(smtp.mails[0]?.source).toContain("Test of Backout");
});

test("a channel that was switched off sends nothing", async () => {
  const number = await sent([{ channelId: hook }]);
  await kit.call("POST", `/channels/${hook}/switch`, { as: "admin", body: { enabled: false } });
  onTestFinished(async () => {
    await kit.call("POST", `/channels/${hook}/switch`, { as: "admin", body: { enabled: true } });
  });
  await kit.launch();
  expect((await ended(number))[0]).toMatchObject({ state: "failed", answer: expect.stringContaining("switched off") });
});

test("a message is exported as Markdown", async () => {
  const number = await kit.declare();
  const draft = await draftOf(number);
  const { body, headers } = await kit.call("GET", `/incidents/${number}/drafts/${draft.id}/export`, { as: "viewer" });
  expect(headers.get("content-disposition")).toBe(`attachment; filename="INC-${number}-incident.md"`);
  expect(body).toContain("# Production incident");
});
