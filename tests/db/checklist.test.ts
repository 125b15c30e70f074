import { expect, test } from "vitest";
import { createApi } from "./api-kit.ts";

const api = await createApi();
await api.addTarget("host-1");
const number = await api.declare();
const tick = (item: string, body: Record<string, unknown>, as: "responder" | "commander" = "responder") =>
  api.call("POST", `/incidents/${number}/checklist/${item}`, { as, body });
const items = async () => (await api.call("GET", `/incidents/${number}`, { as: "viewer" })).body.checklist;

test("before a procedure was started there is nothing to tick, and the answer says why", async () => {
  expect(await items()).toEqual([]);
  const { status, body } = await tick("level-1.told", { ticked: true });
  expect(status).toBe(404);
  expect(body.detail).toContain("when their procedure is started");
});

test("a start lays the checklist out: the record ticks what it proves itself, the rest waits for its step or for a person", async () => {
  await api.call("POST", `/incidents/${number}/runs`, {
    as: "commander",
    body: { procedure: "level-1" },
    headers: { "idempotency-key": "checklist-1" },
  });
  const list = await items();
  expect(list.map((i: { slug: string; state: string; by: string }) => [i.slug, i.by, i.state])).toEqual([
    ["level-1.changed", "probe", "open"],
    ["level-1.logged", "record", "ticked"],
    ["level-1.told", "person", "open"],
  ]);
  expect(list[0].waitsFor).toBe("Prove");
  expect(list[1].evidence.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test("a person's tick has name, time and note, and can be taken back with the record of both", async () => {
  const ticked = await tick("level-1.told", { ticked: true, note: "in the channel" });
  expect(ticked.body).toMatchObject({ state: "ticked", tickedBy: { name: "responder" }, note: "in the channel" });
  const opened = await tick("level-1.told", { ticked: false, note: "wrong channel" }, "commander");
  expect(opened.body).toMatchObject({ state: "open", tickedBy: null, tickedAt: null });
  const { timeline } = (await api.call("GET", `/incidents/${number}`, { as: "viewer" })).body;
  expect(timeline.slice(-2).map((e: { kind: string }) => e.kind)).toEqual(["checklist.ticked", "checklist.opened"]);
  expect(timeline.at(-1).text).toContain("wrong channel");
});

test("ticking twice is one tick in the record", async () => {
  const before = await api.db.timelineEvent.count({ where: { incidentNumber: number } });
  const answers = await Promise.all([1, 2, 3].map(() => tick("level-1.told", { ticked: true })));
  expect(answers.map((a) => a.status)).toEqual([200, 200, 200]);
  expect(await api.db.timelineEvent.count({ where: { incidentNumber: number } })).toBe(before + 1);
});

test("what a machine proves is ticked by hand only with a note, and not opened by hand once it is proved", async () => {
  const bare = await tick("level-1.changed", { ticked: true });
  expect(bare.status).toBe(422);
  expect(bare.body.errors).toEqual([{ path: "note", message: "is required" }]);
  expect((await tick("level-1.changed", { ticked: true, note: "seen on the host" })).status).toBe(200);
  const proved = await tick("level-1.logged", { ticked: false, note: "no" });
  expect(proved.status).toBe(409);
  expect(proved.body.detail).toContain("ticked by evidence");
});
