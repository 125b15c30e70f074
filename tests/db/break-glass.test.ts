import { expect, test } from "vitest";
import { Playbook } from "#lib/domain/playbook/schema.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createApi, PASSWORD } from "./api-kit.ts";

const api = await createApi();
await api.load(
  Playbook.parse({
    ...smallPlaybook(),
    rca: [{ id: "cause", title: "Root cause", section: "Root cause", kind: "text", required: true }],
  }),
);
await api.addTarget("host-1");

await api.db.contact.createMany({
  data: [
    { name: "Ada", email: "ada@example.org", roles: ["on-call"] },
    { name: "Ben", phone: "+1 555 0100", roles: ["lead"] },
  ],
});
await api.db.channel.createMany({
  data: [
    { kind: "smtp", name: "mail", settings: {} },
    { kind: "slack", name: "chat", settings: {} },
    { kind: "status_page", name: "status", settings: {} },
    { kind: "webhook", name: "off", settings: {}, enabled: false },
  ],
});

const REASON = "Nobody else answers the phone";
const breakGlass = (
  id: string,
  over: Record<string, unknown> = {},
  as: "commander" | "responder" | "admin" = "commander",
) => api.call("POST", `/runs/${id}/break-glass`, { as, body: { reason: REASON, password: PASSWORD, ...over } });
const review = (id: string, as: "commander" | "responder" | "admin") =>
  api.call("POST", `/runs/${id}/break-glass/review`, { as, body: { review: "It was the right call at that hour." } });

/** Level 3 asked for by the commander, waiting for somebody else. */
async function asked() {
  const number = await api.declare();
  const started = await api.call("POST", `/incidents/${number}/runs`, {
    as: "commander",
    body: { procedure: "level-3" },
    headers: { "idempotency-key": crypto.randomUUID() },
  });
  return { number, id: started.body.id as string };
}
const room = async (number: number) => (await api.call("GET", `/incidents/${number}`, { as: "viewer" })).body;

test("the requester arms a run alone with the password and a reason, and everybody reads it", async () => {
  const { number, id } = await asked();
  expect((await breakGlass(id)).body).toMatchObject({ id, status: "armed" });
  const { brokenGlass, timeline } = await room(number);
  expect(brokenGlass).toEqual([
    expect.objectContaining({
      runId: id,
      reason: REASON,
      by: { kind: "token", name: expect.any(String) },
      reviewedAt: null,
    }),
  ]);
  expect(timeline.map((e: { text: string }) => e.text)).toContainEqual(
    expect.stringMatching(/broke the glass and armed it without a second person: Nobody else answers the phone$/),
  );
  const audit = (await api.call("GET", "/audit", { as: "viewer" })).body.items;
  expect(audit.map((e: { action: string }) => e.action)).toContain("run.break-glass");
  await api.call("POST", `/runs/${id}/cancel`, { as: "commander" });
});

test("everybody who can be told is told, by every channel that is on, and never the public page", async () => {
  const { number, id } = await asked();
  await breakGlass(id);
  const told = await api.db.delivery.findMany({ where: { incidentNumber: number }, orderBy: { channelName: "asc" } });
  expect(told.map((d) => [d.channelName, d.recipient, d.state])).toEqual([
    ["chat", "", "queued"],
    ["mail", "ada@example.org", "queued"],
  ]);
  expect(told[0]?.subject).toMatch(/armed "Small restore" without a second person$/);
  expect(told[0]?.body).toContain(REASON);
  await api.call("POST", `/runs/${id}/cancel`, { as: "commander" });
});

test.each([
  ["a wrong password", { password: "wrong" }, 403, "That is not your password"],
  ["no reason", { reason: "urgent" }, 422, ""],
])("with %s nothing is armed", async (_what, over, status, says) => {
  const { number, id } = await asked();
  const answer = await breakGlass(id, over);
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toContain(says);
  expect((await api.call("GET", `/runs/${id}`, { as: "viewer" })).body.status).toBe("awaiting-approval");
  expect((await room(number)).brokenGlass).toEqual([]);
  await api.call("POST", `/runs/${id}/cancel`, { as: "commander" });
});

test("who may not start it may not break it, and neither may an admin, who starts nothing", async () => {
  const { id } = await asked();
  expect((await breakGlass(id, {}, "responder")).status).toBe(403);
  expect((await breakGlass(id, {}, "admin")).status).toBe(403);
  await api.call("POST", `/runs/${id}/cancel`, { as: "commander" });
});

test("a second press, and a press on a run that waits for nobody, change nothing", async () => {
  const { number, id } = await asked();
  await breakGlass(id);
  expect((await breakGlass(id)).status).toBe(409);
  expect((await room(number)).brokenGlass).toHaveLength(1);
  expect(await api.db.delivery.count({ where: { incidentNumber: number } })).toBe(2);
  await api.call("POST", `/runs/${id}/cancel`, { as: "commander" });
});

test("the incident is not closed before another person has reviewed it, once", async () => {
  const { number, id } = await asked();
  await breakGlass(id);
  await api.call("POST", `/runs/${id}/cancel`, { as: "commander" });
  await api.call("POST", `/incidents/${number}/resolve`, { as: "commander", body: {} });
  await api.call("PUT", `/incidents/${number}/rca`, {
    as: "commander",
    body: { version: 0, values: { cause: "A leak" } },
  });
  const publish = () => api.call("POST", `/incidents/${number}/rca/publish`, { as: "commander", body: { version: 1 } });
  const refused = await publish();
  expect(refused).toMatchObject({ status: 409 });
  expect(refused.body.detail).toMatch(/armed by one person, and nobody has reviewed that yet. Nothing was published/);
  expect((await review(id, "commander")).body.detail).toMatch(/You broke it yourself/);
  expect((await review(id, "responder")).status).toBe(403);
  expect((await review(id, "admin")).status).toBe(200);
  expect((await review(id, "admin")).status).toBe(409);
  expect((await room(number)).brokenGlass[0]).toMatchObject({ reviewedBy: { name: expect.any(String) } });
  expect((await publish()).status).toBe(200);
});
