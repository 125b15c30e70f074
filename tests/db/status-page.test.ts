import { expect, test } from "vitest";
import { createCommunicationKit } from "./communication-kit.ts";
import { until } from "./until.ts";

const kit = await createCommunicationKit();
const page = () => kit.container.statusPage();

test("there is no public page until somebody switches it on", async () => {
  await kit.call("POST", "/status/components", { as: "admin", body: { title: "Uploads" } });
  expect(await page()).toBeNull();
  const { body } = await kit.call("POST", "/channels", {
    as: "admin",
    body: { name: "page", channel: { kind: "status-page" } },
  });
  expect(await page()).toMatchObject({ components: [{ title: "Uploads", state: "operational" }], messages: [] });
  await kit.call("POST", `/channels/${body.id}/switch`, { as: "admin", body: { enabled: false } });
  expect(await page()).toBeNull();
  await kit.call("POST", `/channels/${body.id}/switch`, { as: "admin", body: { enabled: true } });
});

test("what a person released stands there once, with nothing of the incident, and settles its deadline", async () => {
  const engine = await kit.launch();
  const number = await kit.declare();
  const { body: draft } = await kit.call("POST", `/incidents/${number}/drafts`, {
    as: "responder",
    body: { item: "page" },
  });
  const text = { version: draft.version, subject: "Uploads fail", body: "Some uploads fail. We work on it." };
  const { body: saved } = await kit.call("PUT", `/incidents/${number}/drafts/${draft.id}`, {
    as: "responder",
    body: text,
  });
  const channel = await kit.db.channel.findFirstOrThrow({ where: { kind: "status_page" } });
  const to = [{ channelId: channel.id }];
  await kit.call("POST", `/incidents/${number}/drafts/${draft.id}/send`, {
    as: "commander",
    body: { version: saved.version, to },
  });
  await until(
    () => kit.read(number),
    (view) => view.deadlines.find((d) => d.item === "page")?.state === "sent",
  );
  // An engine that lost its word about the attempt publishes again: the message's id is the same.
  await kit.db.delivery.updateMany({
    where: { incidentNumber: number },
    data: { state: "queued", nextAttemptAt: new Date() },
  });
  await engine.look();
  await until(
    () => kit.read(number),
    (view) => view.deliveries[0]?.answer === "stands on the page already",
  );
  const shown = await page();
  expect(shown?.messages).toEqual([
    { id: expect.any(String), title: "Uploads fail", body: text.body, publishedAt: expect.any(String) },
  ]);
  expect(JSON.stringify(shown)).not.toMatch(/INC-|host-1|commander|small/);
});

test("how a part is, a commander says; what was published is never changed", async () => {
  const { body } = await kit.call("GET", "/status/components", { as: "viewer" });
  const to = `/status/components/${body.items[0].id}/state`;
  expect((await kit.call("POST", to, { as: "responder", body: { state: "outage" } })).status).toBe(403);
  expect((await kit.call("POST", to, { as: "commander", body: { state: "outage" } })).body.state).toBe("outage");
  expect((await page())?.components[0]?.state).toBe("outage");
  await expect(kit.db.statusMessage.updateMany({ data: { body: "nothing happened" } })).rejects.toThrow();
});
