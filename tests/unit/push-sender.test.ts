import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pino from "pino";
import { afterAll, expect, test, vi } from "vitest";
import { createPushSender } from "#lib/adapters/push/sender.ts";
import { loadVapidKey } from "#lib/adapters/push/vapid-key.ts";
import { whyNoEndpoint } from "#lib/domain/push/endpoint.ts";
import { PushPayload } from "#lib/domain/push/message.ts";
import { keepPushing } from "#lib/engine/push.ts";
import type { ClaimedPush, PushOutcome } from "#lib/ports/push.ts";
import { aPush, type PushBehaviour, pushSenderContract } from "#lib/testing/contracts/push-sender/contract.ts";
import { FakePushSender } from "#lib/testing/fake-push-sender.ts";
import { createPushBrowser } from "#lib/testing/push-browser.ts";
import { startPushService } from "#lib/testing/push-service.ts";

const directory = mkdtempSync(path.join(tmpdir(), "backout-push-sender-"));
const key = loadVapidKey(path.join(directory, "push.key"));
afterAll(() => rmSync(directory, { recursive: true }));

const browserAt = (endpoint: string) => {
  const made = createPushBrowser(endpoint);
  return { made, browser: { id: "b1", endpoint, ...made.subscription.keys } };
};

pushSenderContract("over HTTP, to a service on this machine", async () => {
  const service = await startPushService();
  const { made, browser } = browserAt(`${service.url}/b1`);
  const answers: Record<PushBehaviour, Parameters<typeof service.answers>[0]> = {
    accept: { status: 201 },
    forget: { status: 410 },
    refuse: { status: 503 },
    redirect: { status: 307, headers: { location: `${service.url}/elsewhere` } },
    hang: "hang",
  };
  return {
    sender: createPushSender({
      key,
      origin: "https://backout.example",
      timeoutMs: 300,
      whyNot: (endpoint) => (endpoint.startsWith(service.url) ? null : whyNoEndpoint(endpoint)),
    }),
    browser,
    forbidden: { ...browser, endpoint: "https://10.0.0.1/b1" },
    behave: (behaviour) => service.answers(answers[behaviour]),
    received: () => service.received.map(({ body }) => PushPayload.parse(JSON.parse(made.open(body)))),
    leave: () => service.stop(),
  };
});

pushSenderContract("in memory", async () => {
  const sender = new FakePushSender();
  const { browser } = browserAt("https://push.example.com/b1");
  const outcomes: Record<PushBehaviour, PushOutcome> = {
    accept: { kind: "taken" },
    forget: { kind: "gone", answer: "HTTP 410" },
    refuse: { kind: "failed", answer: "HTTP 503" },
    redirect: { kind: "failed", answer: "HTTP 307" },
    hang: { kind: "failed", answer: "no answer" },
  };
  return {
    sender,
    browser,
    forbidden: { ...browser, endpoint: "https://10.0.0.1/b1" },
    behave: (behaviour) => {
      sender.next = outcomes[behaviour];
    },
    received: () => sender.sent.map(({ payload }) => payload),
    leave: async () => {},
  };
});

test("a look that fails ends nothing: the next one sends, settles and ends what is due", async () => {
  const sender = new FakePushSender();
  const { browser } = browserAt("https://push.example.com/b1");
  const due: ClaimedPush[] = [{ key: "incident:7", payload: aPush(), browsers: [browser, { ...browser, id: "b2" }] }];
  const settled: string[] = [];
  const ended: string[] = [];
  let looks = 0;
  const pushing = keepPushing({
    sender,
    log: pino({ level: "silent" }),
    everyMs: 1,
    store: {
      async note() {
        looks += 1;
        if (looks === 1) throw new Error("the database is away");
      },
      claim: async () => due.splice(0),
      settle: async (id) => void settled.push(id),
      end: async (ended_) => void ended.push(ended_),
    },
  });
  await vi.waitUntil(() => ended.length > 0, { interval: 1 });
  await pushing.stop();
  expect(settled.sort()).toEqual(["b1", "b2"]);
  expect(ended).toEqual(["incident:7"]);
  expect(sender.sent).toHaveLength(2);
});
