import { createHmac } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { isDenied } from "#lib/adapters/notify/guard.ts";
import { createNotifier } from "#lib/adapters/notify/notifier.ts";
import { signature } from "#lib/adapters/notify/webhooks.ts";
import type { ChannelKind } from "#lib/domain/communication/channel.ts";
import {
  aMessage,
  type Behaviour,
  type Lab,
  live,
  notifierContract,
} from "#lib/testing/contracts/notifier/contract.ts";
import { startReceiver } from "#lib/testing/contracts/notifier/http-lab.ts";
import { startSmtpServer } from "#lib/testing/contracts/notifier/smtp-lab.ts";
import { FakeNotifier } from "#lib/testing/fake-notifier.ts";

const KEY = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const ROUTING_KEY = "0123456789abcdef0123456789abcdef";
const notifier = createNotifier(async () => ({ kind: "delivered", answer: "published" }), { timeoutMs: 700 });

const FAKE: Record<Behaviour, FakeNotifier["next"]> = {
  accept: { kind: "delivered", answer: "taken in memory" },
  "refuse-for-now": { kind: "refused", isTemporary: true, answer: "503 busy" },
  "refuse-for-good": { kind: "refused", isTemporary: false, answer: "404 nothing here" },
  hang: { kind: "unknown", answer: "no answer" },
  cut: { kind: "unknown", answer: "cut" },
};
notifierContract("in memory", async (): Promise<Lab> => {
  const fake = new FakeNotifier();
  return {
    notifier: fake,
    channel: { kind: "webhook", settings: {}, secret: {} },
    forbidden: { kind: "webhook", settings: { host: "169.254.169.254" }, secret: {} },
    behave: (behaviour) => {
      fake.next = FAKE[behaviour];
    },
    received: () => fake.sent.map((s) => s.message.body),
    saysOnAccept: "taken in memory",
    leave: async () => {
      fake.next = { kind: "refused", isTemporary: true, answer: "not sent: nobody there" };
    },
  };
});

const secretsOf: Record<string, (url: string) => unknown> = {
  slack: (url) => ({ url }),
  teams: (url) => ({ url }),
  webhook: (url) => ({ url, key: KEY }),
  pagerduty: () => ({ routingKey: ROUTING_KEY }),
};
const httpChannel = (kind: ChannelKind, url: string) => ({
  kind,
  settings: kind === "pagerduty" ? { baseUrl: url } : { host: new URL(url).host },
  secret: secretsOf[kind]?.(url),
});

for (const kind of ["slack", "teams", "webhook", "pagerduty"] as const)
  notifierContract(kind, async () => {
    const receiver = await startReceiver({ status: 202, text: "taken by the receiver" });
    return {
      notifier,
      channel: httpChannel(kind, receiver.url),
      forbidden: httpChannel(kind, "http://169.254.169.254/latest"),
      behave: receiver.behave,
      received: () => receiver.received.map((r) => r.body),
      saysOnAccept: "202 Accepted taken by the receiver",
      leave: receiver.stop,
    };
  });

const smtpChannel = (port: number, over: object = {}, password = "") => ({
  kind: "smtp" as const,
  settings: { host: "127.0.0.1", port, security: "none", user: "", from: "backout@example.test", ...over },
  secret: { password },
});
notifierContract("smtp", async () => {
  const server = await startSmtpServer();
  return {
    notifier,
    channel: smtpChannel(server.port),
    forbidden: smtpChannel(25, { host: "169.254.169.254" }),
    behave: server.behave,
    received: () => server.mails.map((m) => m.source),
    saysOnAccept: "queued as 1",
    leave: server.stop,
  };
});

async function receiving(answer?: { status: number; text: string }) {
  const receiver = await startReceiver(answer);
  onTestFinished(receiver.stop);
  return receiver;
}

test("a webhook is signed as Standard Webhooks say: their own example, and what arrives", async () => {
  expect(
    signature(
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      "msg_p5jXN8AQM9LWM0D4loKWxJek",
      1614265330,
      '{"test": 2432232314}',
    ),
  ).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  const receiver = await receiving();
  const message = aMessage();
  await notifier.send(live, httpChannel("webhook", receiver.url), message);
  const [{ headers, body }] = receiver.received as [(typeof receiver.received)[number]];
  const key = Buffer.from(KEY.slice(6), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  expect(headers["webhook-id"]).toBe(message.id);
  expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  expect(Math.abs(Number(headers["webhook-timestamp"]) * 1000 - Date.now())).toBeLessThan(60_000);
});

test("a redirect is not followed: it is an answer that stays", async () => {
  const elsewhere = await receiving();
  const receiver = await receiving({ status: 307, text: "" });
  const outcome = await notifier.send(live, httpChannel("slack", `${receiver.url}/?to=${elsewhere.url}`), aMessage());
  expect(outcome).toMatchObject({ kind: "refused", isTemporary: false, answer: expect.stringContaining("307") });
  expect(elsewhere.received).toEqual([]);
});

test("of a long answer the beginning is kept, on one line", async () => {
  const receiver = await receiving({ status: 200, text: `first\nsecond\u0007${"x".repeat(100_000)}` });
  const outcome = await notifier.send(live, httpChannel("webhook", receiver.url), aMessage());
  expect(outcome.kind).toBe("delivered");
  expect(outcome.answer).toMatch(/^HTTP 200 OK first second x+$/);
  expect(outcome.answer).toHaveLength(300);
});

test("foreign text mentions nobody in Slack", async () => {
  const receiver = await receiving();
  await notifier.send(live, httpChannel("slack", receiver.url), aMessage({ body: "<!channel> & <@U1>" }));
  expect(receiver.received[0]?.body).toContain("&lt;!channel&gt; &amp; &lt;@U1&gt;");
  expect(receiver.received[0]?.body).not.toContain("<!channel>");
});

test("PagerDuty gets one alert an incident, its acknowledgement and its end by the same key", async () => {
  const receiver = await receiving({ status: 202, text: '{"status":"success"}' });
  for (const action of ["call", "call", "acknowledge", "resolve"] as const)
    await notifier.send(live, httpChannel("pagerduty", receiver.url), aMessage({ action }));
  const events = receiver.received.map((r) => JSON.parse(r.body));
  expect(receiver.received.map((r) => r.path)).toEqual(Array(4).fill("/v2/enqueue"));
  expect(events.map((e) => e.event_action)).toEqual(["trigger", "trigger", "acknowledge", "resolve"]);
  expect(new Set(events.map((e) => e.dedup_key))).toEqual(new Set(["backout-inc-7"]));
  expect(events[0]).toMatchObject({ routing_key: ROUTING_KEY, payload: { severity: "critical", source: "backout" } });
  expect(events[3]).not.toHaveProperty("payload");
});

test("a mail says which delivery it is, to whom, and signs in when it should", async () => {
  const server = await startSmtpServer({ hideSTARTTLS: true, allowInsecureAuth: true });
  onTestFinished(server.stop);
  const message = aMessage({ subject: "Ünïcode\r\nBcc: someone@example.test" });
  const signedIn = await notifier.send(live, smtpChannel(server.port, { user: "me" }, "right"), message);
  expect(signedIn).toMatchObject({ kind: "delivered" });
  const [mail] = server.mails;
  expect(mail).toMatchObject({ from: "backout@example.test", to: ["lead@example.test"], user: "me" });
  expect(mail?.source).toContain(`Message-ID: <${message.id}@backout>`);
  expect(mail?.source).not.toMatch(/^Bcc:/m);
  const refused = await notifier.send(live, smtpChannel(server.port, { user: "me" }, "wrong"), message);
  expect(refused).toMatchObject({ kind: "refused", isTemporary: false, answer: expect.stringContaining("535") });
});

test("a mail server that is not what its certificate says, or has none, gets nothing", async () => {
  const selfSigned = await startSmtpServer({ disabledCommands: ["AUTH"] });
  const plain = await startSmtpServer();
  onTestFinished(async () => {
    await selfSigned.stop();
    await plain.stop();
  });
  for (const port of [selfSigned.port, plain.port])
    expect(await notifier.send(live, smtpChannel(port, { security: "starttls" }), aMessage())).toMatchObject({
      kind: "refused",
    });
  expect([...selfSigned.mails, ...plain.mails]).toEqual([]);
});

test.each([
  ["169.254.169.254", true],
  ["169.254.0.1", true],
  ["0.0.0.0", true],
  ["100.100.100.200", true],
  ["224.0.0.1", true],
  ["255.255.255.255", true],
  ["fe80::1", true],
  ["fd00:ec2::254", true],
  ["::ffff:169.254.169.254", true],
  ["::ffff:a9fe:a9fe", true],
  ["64:ff9b::a9fe:a9fe", true],
  ["not an address", true],
  ["127.0.0.1", false],
  ["::1", false],
  ["10.1.2.3", false],
  ["192.168.1.1", false],
  ["93.184.216.34", false],
  ["2606:2800:220:1::1", false],
])("%s is denied: %s", (address, denied) => {
  expect(isDenied(address)).toBe(denied);
});

test.each(["http://2852039166/", "http://0xa9.254.169.254/", "http://[::ffff:a9fe:a9fe]/", "http://0.0.0.0:80/"])(
  "an address written otherwise is denied too: %s",
  async (url) => {
    const outcome = await notifier.send(live, httpChannel("slack", url), aMessage());
    expect(outcome).toMatchObject({
      kind: "refused",
      isTemporary: false,
      answer: expect.stringMatching(/nothing was contacted/),
    });
  },
);
