import { describe, expect, test } from "vitest";
import { drillPlaybook } from "#lib/testing/drill-playbook.ts";
import { createApi } from "./api-kit.ts";

const api = await createApi();
await api.load(drillPlaybook());
await api.addTarget("host-1");
await api.addTarget("stage-1", { environment: "staging" });
await api.addTarget("shop-1", { environment: "production" });

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const body = (over: Record<string, unknown> = {}) => ({
  title: "Quarterly drill",
  playbook: "small",
  procedure: "level-1",
  scenario: "no-file",
  targets: ["stage-1"],
  owner: "lead-1",
  participants: [{ name: "dev-1" }, { name: "ops-1", role: "observer" }],
  scheduledAt: inDays(10),
  ...over,
});
const send = (method: string, to: string, said?: unknown, as: "commander" | "responder" | "viewer" = "commander") =>
  api.call(method, to, {
    as,
    ...(said === undefined ? {} : { body: said }),
    headers: { "idempotency-key": crypto.randomUUID() },
  });
async function plan(over: Record<string, unknown> = {}): Promise<number> {
  const answer = await send("POST", "/drills", body(over));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.number;
}
const view = async (number: number) => (await send("GET", `/drills/${number}`, undefined, "viewer")).body;

describe("planning", () => {
  test("a drill is planned with the playbook's rule, and listed with its date", async () => {
    const number = await plan({ scheduledAt: inDays(3) });
    expect(await view(number)).toMatchObject({
      status: "planned",
      repeats: "every 3 months",
      goal: "Small toggle proven in under 2 m 00 s",
      targets: ["stage-1"],
      can: ["start", "reschedule", "cancel"],
      incident: null,
      expectedParticipants: "Everybody",
    });
    const listed = (await send("GET", "/drills?state=open", undefined, "viewer")).body.items;
    expect(listed.map((d: { number: number }) => d.number)).toContain(number);
  });

  test.each([
    ["a production target", { targets: ["shop-1"] }, /shop-1 is a production target.*Nothing was planned\./, "targets"],
    ["production among others", { targets: ["stage-1", "shop-1"] }, /shop-1 is a production target/, "targets"],
    ["an unknown target", { targets: ["nowhere"] }, /There is no target nowhere/, "targets"],
    ["an unknown scenario", { scenario: "flood" }, /no scenario "flood"/, "scenario"],
    [
      "an injection as the procedure",
      { procedure: "drill-no-file" },
      /no procedure "drill-no-file" to rehearse/,
      "procedure",
    ],
    ["a date that is over", { scheduledAt: inDays(-1) }, /is over\. Nothing was planned/, "scheduledAt"],
    ["a zone that is none", { timeZone: "Europe/Atlantis" }, /is not a time zone/, "timeZone"],
    ["a rule that is none", { rrule: "FREQ=SOMETIMES" }, /not a rule that can be read/, "rrule"],
    ["a rule without a second date", { rrule: "FREQ=DAILY;COUNT=1" }, /no date after the first/, "rrule"],
    ["a version that is no tag", { version: "-rf" }, /is not the name of a git tag/, "version"],
    ["an incident that is none", { reproduces: 999 }, /no incident INC-999/, "reproduces"],
  ])("is refused for %s", async (_, over, why, field) => {
    const drills = await api.db.drill.count();
    const answer = await send("POST", "/drills", body(over));
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toMatch(why);
    expect(answer.body.errors[0].path).toBe(field);
    expect(await api.db.drill.count()).toBe(drills);
  });

  test("not even the database takes production into a drill", async () => {
    const number = await plan();
    const shop = await api.db.target.findUniqueOrThrow({ where: { name: "shop-1" } });
    await expect(api.db.drillTarget.create({ data: { drillNumber: number, targetId: shop.id } })).rejects.toThrow(
      "a drill does not run on a production target",
    );
  });

  test("a drill is moved while it is planned, and then its notices are new", async () => {
    const number = await plan();
    await api.db.drill.update({ where: { number }, data: { remindedAt: new Date() } });
    const to = inDays(20);
    const moved = await send("POST", `/drills/${number}/reschedule`, { scheduledAt: to });
    expect(moved.body.scheduledAt).toBe(to);
    expect((await api.db.drill.findUniqueOrThrow({ where: { number } })).remindedAt).toBeNull();
  });
});

test("a target that became production since is refused at the start, and the drill stays as it was", async () => {
  await api.addTarget("stage-2", { environment: "staging" });
  const number = await plan({ targets: ["stage-2"] });
  await api.db.target.update({ where: { name: "stage-2" }, data: { environment: "production" } });
  const answer = await send("POST", `/drills/${number}/start`, {});
  expect(answer.status).toBe(409);
  expect(answer.body.detail).toMatch(/stage-2 is a production target.*The drill was not started/);
  expect(await view(number)).toMatchObject({ status: "planned", incident: null });
});

describe("a drill that goes on", () => {
  test("opens its own incident, which says that it is a drill, and its runs are runs of a drill on staging too", async () => {
    const number = await plan();
    const { incident } = (await send("POST", `/drills/${number}/start`, {})).body;
    const room = (await send("GET", `/incidents/${incident}`)).body;
    expect(room).toMatchObject({ drill: number, title: `DRILL-${number}: Quarterly drill`, targets: ["stage-1"] });
    expect(room.timeline[0]).toMatchObject({ kind: "drill.started" });
    expect(room.timeline[0].text).toMatch(/^DRILL: .*Nothing of it reaches anybody outside$/);
    const run = await send("POST", `/incidents/${incident}/runs`, { procedure: "level-1" });
    expect((await send("GET", `/runs/${run.body.id}`)).body.mode).toBe("drill");
    await send("POST", `/runs/${run.body.id}/cancel`, {});
    expect((await send("POST", `/drills/${number}/start`, {})).status, "starts once").toBe(409);
  });

  test("counts for no figure of real incidents", async () => {
    const counted = async () => {
      const { incidents } = (await send("GET", "/metrics/incidents")).body;
      return incidents.reduce((all: number, i: { severity: string; count: number }) => all + i.count, 0);
    };
    const before = await counted();
    await send("POST", `/drills/${await plan()}/start`, {});
    expect(await counted()).toBe(before);
    await api.declare({ targets: ["stage-1"] });
    expect(await counted()).toBeGreaterThan(before);
  });

  test("what breaks a target is no button, and starts in a drill's incident only", async () => {
    const playbook = (await send("GET", "/playbooks/small")).body;
    expect(playbook.procedures.map((p: { id: string }) => p.id)).not.toContain("drill-no-file");
    expect(playbook.scenarios).toMatchObject([{ id: "no-file", deploysRelease: true }]);
    const real = await api.declare({ targets: ["host-1"] });
    for (const [to, said] of [
      ["runs", { procedure: "drill-no-file" }],
      ["plans", { procedure: "drill-no-file" }],
    ] as const) {
      const answer = await send("POST", `/incidents/${real}/${to}`, said);
      expect(answer.status, to).toBe(409);
      expect(answer.body.detail).toMatch(/breaks its target on purpose, and INC-\d+ is no drill\. Nothing was started/);
    }
    const production = await api.declare({ targets: ["shop-1"] });
    const answer = await send("POST", `/incidents/${production}/runs`, { procedure: "drill-no-file" });
    expect(answer.body.detail).toMatch(/shop-1 is a production target/);
  });

  test("people tick what only people know; what the record proves is not theirs", async () => {
    const number = await plan();
    await send("POST", `/drills/${number}/start`, {});
    const tick = (list: string, item: string, said: unknown) =>
      send("POST", `/drills/${number}/${list}/${item}`, said, "responder");
    expect((await tick("checklist", "ready", { ticked: true })).body.checklist[1]).toMatchObject({
      isTicked: true,
      tickedBy: "responder",
      evidence: null,
    });
    expect((await tick("checklist", "ready", { ticked: false })).body.checklist[1].isTicked).toBe(false);
    const proven = await tick("checklist", "scenario", { ticked: false });
    expect(proven.status).toBe(409);
    expect(proven.body.detail).toMatch(/is proven by the record/);
    expect((await tick("checklist", "restored", { ticked: true })).status, "without a note").toBe(422);
    expect((await tick("checklist", "restored", { ticked: true, note: "looked at it" })).status).toBe(200);
    expect((await tick("steps", "nothing", { ticked: true })).status).toBe(404);
    await send("POST", `/drills/${number}/participants`, {
      participants: [
        { name: "dev-1", present: true },
        { name: "ops-1", role: "observer", present: true },
      ],
    });
    expect((await view(number)).checklist[0]).toMatchObject({ isTicked: true, evidence: "2 of 2 present" });
  });

  test("ends with a sealed report, and the next one of the series is planned once, with everything but the presence", async () => {
    const number = await plan({ title: "Series", participants: [{ name: "dev-1", present: true }] });
    await send("POST", `/drills/${number}/start`, {});
    expect((await send("POST", `/drills/${number}/finish`, {})).status, "not before its review").toBe(409);
    await api.db.drill.update({ where: { number }, data: { reviewingAt: new Date() } });
    await send("POST", `/drills/${number}/lessons`, { text: "Nobody knew who may declare" }, "responder");
    await send("POST", `/drills/${number}/actions`, { title: "Print the card", owner: "dev-1", dueAt: inDays(-1) });
    const finished = await send("POST", `/drills/${number}/finish`, {});
    expect(finished.status, JSON.stringify(finished.body)).toBe(200);
    const next = await view(finished.body.next);
    expect(next).toMatchObject({
      status: "planned",
      title: "Series",
      participants: [{ name: "dev-1", present: null }],
    });
    expect(next.carried).toMatchObject([{ title: "Print the card", drill: number, isOverdue: true, state: "open" }]);
    expect((await send("POST", `/drills/${number}/finish`, {})).status).toBe(409);
    const open = await api.db.drill.count({ where: { title: "Series", endedAt: null } });
    expect(open).toBe(1);
    const over = await view(number);
    expect(over).toMatchObject({ status: "done", can: [], lessons: [{ text: "Nobody knew who may declare" }] });
    const incident = (await send("GET", `/incidents/${over.incident}`)).body;
    expect(incident.status).toBe("resolved");
    expect((await send("POST", `/drills/${number}/lessons`, { text: "too late" })).status).toBe(409);

    const actions = (await send("GET", "/drill-actions")).body.items;
    const mine = actions.find((a: { title: string }) => a.title === "Print the card");
    expect((await send("POST", `/drill-actions/${mine.id}/close`, { state: "dropped" })).status, "no reason").toBe(422);
    expect((await send("POST", `/drill-actions/${mine.id}/close`, { state: "done" })).status).toBe(200);
    expect((await send("POST", `/drill-actions/${mine.id}/close`, { state: "done" })).status).toBe(409);
    expect((await view(finished.body.next)).carried).toEqual([]);
    const sealed = (await send("GET", `/drills/${number}/report?format=json`)).body;
    expect(sealed.actions[0].state, "the report says what was true at the end").toBe("open");
    expect(sealed.sha256).toBe(over.reportSha256);
  });

  test("that is cancelled says why, and its series goes on", async () => {
    const number = await plan({ title: "Cancelled" });
    const answer = await send("POST", `/drills/${number}/cancel`, { reason: "A real incident came" });
    expect(await view(number)).toMatchObject({ status: "cancelled", cancelReason: "A real incident came" });
    expect(await view(answer.body.next)).toMatchObject({ title: "Cancelled", status: "planned" });
    const single = await plan({ rrule: null });
    expect((await send("POST", `/drills/${single}/cancel`, { reason: "not needed" })).body.next).toBeNull();
  });
});
