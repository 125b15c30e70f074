import { expect, test } from "vitest";
import { createCommunicationKit } from "./communication-kit.ts";
import { until } from "./until.ts";

const kit = await createCommunicationKit({ soon: 1_000, later: 1_800_000 });
const item = async (number: number, id: string) => (await kit.read(number)).deadlines.find((d) => d.item === id);
const tick = (number: number, id: string, body: unknown, as: "responder" | "viewer" = "responder") =>
  kit.call("POST", `/incidents/${number}/deadlines/${id}/done`, { as, body });

test("the declaration owes what the playbook says for its severity, counted from it", async () => {
  const number = await kit.declare({ severity: "critical" });
  const { deadlines, isLive } = await kit.read(number);
  expect(isLive).toBe(true);
  const declaredAt = (await kit.db.incident.findUniqueOrThrow({ where: { number } })).declaredAt.getTime();
  const within = deadlines.map((d) => [d.item, Math.round((Date.parse(d.dueAt) - declaredAt) / 1000)]);
  expect(within).toEqual([
    ["phoned", 1],
    ["lead", 1],
    ["page", 1],
    ["chat", 1800],
    ["report", 1800],
    ["review", 1800],
    ["customers", 1800],
  ]);
  expect(deadlines.find((d) => d.item === "phoned")?.audience).toEqual([
    { role: "on-call", title: "On-call engineer" },
  ]);
});

test("a major incident does not owe what is for critical ones; a change to critical adds it, the way back drops it", async () => {
  const number = await kit.declare();
  expect(await item(number, "customers")).toBeUndefined();
  const change = (severity: string) =>
    kit.call("POST", `/incidents/${number}/severity`, {
      as: "commander",
      body: { severity, reason: "as we now know" },
    });
  await change("critical");
  expect(await item(number, "customers")).toMatchObject({ state: "due" });
  await change("major");
  expect(await item(number, "customers")).toMatchObject({ state: "cancelled", note: "not owed for major" });
  await change("critical");
  expect(await item(number, "customers")).toMatchObject({ state: "due", note: "" });
});

test("a deadline that passes is told once, however many engines and looks come to it", async () => {
  const engines = await Promise.all([kit.launch("engine-1"), kit.launch("engine-2")]);
  const number = await kit.declare();
  await until(
    () => item(number, "phoned"),
    (d) => d?.state === "overdue",
  );
  await Promise.all([...engines, ...engines].map((engine) => engine.look()));
  await until(
    () => kit.timeline(number, /overdue/),
    (told) => told.length >= 3,
  );
  await Promise.all(engines.map((engine) => engine.look()));
  const told = await kit.timeline(number, /overdue/);
  expect(told.map((t) => t.split(":")[0])).toEqual(["On-call phoned", "Lead told", "Status page updated"]);
});

test("a timer alone, without a look, tells that a deadline passed", async () => {
  await kit.launch();
  const number = await kit.declare();
  await until(
    () => kit.timeline(number, /overdue/),
    (told) => told.length === 3,
  );
});

test("a person says that they phoned: name, time and note are kept, and it is late when it was", async () => {
  const number = await kit.declare();
  const inAnHour = new Date(Date.now() + 3_600_000);
  await kit.db.deadline.updateMany({ where: { incidentNumber: number, item: "phoned" }, data: { dueAt: inAnHour } });
  const phoned = await tick(number, "phoned", { note: "answered, comes in" });
  expect(phoned.body).toMatchObject({
    state: "done",
    note: "answered, comes in",
    settledBy: { name: "responder" },
  });
  expect(await kit.timeline(number, /done/)).toEqual(["On-call phoned: done by responder: answered, comes in"]);
  await until(
    () => item(number, "lead"),
    (d) => d?.state === "overdue",
  );
  expect((await tick(number, "lead", { note: "told in person" })).body).toMatchObject({ state: "late" });
  const again = await tick(number, "phoned", { note: "again" });
  expect(again).toMatchObject({ status: 409, body: { code: "not-possible-now" } });
});

test("of two who tick at once one is told that it is settled", async () => {
  const number = await kit.declare();
  const answers = await Promise.all([
    tick(number, "phoned", {}),
    tick(number, "phoned", {}),
    tick(number, "phoned", {}),
  ]);
  expect(answers.map((a) => a.status).sort()).toEqual([200, 409, 409]);
  expect(await kit.timeline(number, /done/)).toHaveLength(1);
});

test("what Backout sends is ticked by hand only with a note; the future and strangers are refused", async () => {
  const number = await kit.declare();
  expect((await tick(number, "lead", {})).body).toMatchObject({ code: "invalid", errors: [{ path: "note" }] });
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  expect((await tick(number, "phoned", { doneAt: tomorrow })).status).toBe(422);
  expect((await tick(number, "phoned", {}, "viewer")).status).toBe(403);
  expect((await tick(number, "nothing", {})).status).toBe(404);
  expect(await kit.timeline(number, /done/)).toEqual([]);
});

test("only what is optional can be said not to apply while the harm goes on", async () => {
  const number = await kit.declare({ severity: "critical" });
  const cancel = (id: string) =>
    kit.call("POST", `/incidents/${number}/deadlines/${id}/cancel`, {
      as: "responder",
      body: { reason: "no customer saw it" },
    });
  expect((await cancel("phoned")).status).toBe(409);
  expect((await cancel("customers")).body).toMatchObject({ state: "cancelled", note: "no customer saw it" });
});

test("the first saved review settles what the record shows", async () => {
  const number = await kit.declare();
  const saved = await kit.call("PUT", `/incidents/${number}/rca`, {
    as: "responder",
    body: { version: 0, values: {} },
  });
  expect(saved.status).toBe(200);
  expect(await item(number, "review")).toMatchObject({ state: "done" });
  expect(await item(number, "report")).toMatchObject({ state: "due" });
});

test("an incident whose targets are all for drills is told to be one", async () => {
  const number = await kit.declare({ targets: ["drill-1"] });
  expect((await kit.read(number)).isLive).toBe(false);
});
