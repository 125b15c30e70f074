import { expect, test } from "vitest";
import type { IncidentRoleView } from "#lib/contract/roles.ts";
import type { Role } from "#lib/domain/actor/actor.ts";
import { createApi } from "./api-kit.ts";

const api = await createApi();
await api.addTarget("host-1");

const to = (number: number, verb: string) => `/incidents/${number}/roles/incident-commander/${verb}`;
const press = (number: number, as: Role, verb: string, body: unknown = {}) =>
  api.call("POST", to(number, verb), { as, body });
const seen = async (number: number) => {
  const { body } = await api.call("GET", `/incidents/${number}`, { as: "viewer" });
  const roles: IncidentRoleView[] = body.roles;
  return { role: roles.find((r) => r.role === "incident-commander"), roles, timeline: body.timeline };
};

test("a declared incident says of every role that nobody holds it", async () => {
  const { roles } = await seen(await api.declare());
  expect(roles.map((r) => [r.role, r.holder])).toEqual([
    ["incident-commander", null],
    ["operations", null],
    ["communications", null],
    ["scribe", null],
  ]);
});

test("is taken, handed over with a note and accepted; each in the timeline and the audit", async () => {
  const number = await api.declare();
  expect((await press(number, "responder", "take")).body).toMatchObject({ holder: "responder", offer: null });
  const note = "Level 2 runs on host-1; customers were told at 10:00.";
  const offer = await press(number, "responder", "hand-over", { to: "commander", note });
  expect(offer.body, "the holder keeps it until the other accepts").toMatchObject({
    holder: "responder",
    offer: { to: "commander", note },
  });
  expect((await press(number, "commander", "answer", { accepted: true })).body).toMatchObject({
    holder: "commander",
    offer: null,
  });
  const { role, timeline } = await seen(number);
  expect(role?.holder).toBe("commander");
  const told = timeline.filter((e: { kind: string }) => e.kind.startsWith("role."));
  expect(told.map((e: { kind: string }) => e.kind).sort()).toEqual(["role.accepted", "role.offered", "role.taken"]);
  expect(JSON.stringify(told)).toContain(note);
  const audit = await api.db.auditEvent.findMany({
    where: { object: `incident:${number}`, action: { startsWith: "role." } },
    orderBy: { seq: "asc" },
  });
  expect(audit.map((e) => [e.action, e.data])).toEqual([
    ["role.taken", { role: "incident-commander", before: null, after: "responder" }],
    ["role.offered", { role: "incident-commander", before: "responder", after: "responder" }],
    ["role.accepted", { role: "incident-commander", before: "responder", after: "commander" }],
  ]);
});

test("of two who take it at once one holds it, and the other is told who", async () => {
  const number = await api.declare();
  const [one, other] = await Promise.all([press(number, "responder", "take"), press(number, "commander", "take")]);
  expect([one.status, other.status].sort()).toEqual([200, 409]);
  const { role, timeline } = await seen(number);
  const refused = one.status === 409 ? one : other;
  expect(refused.body.detail).toContain(`${role?.holder} is incident commander`);
  expect(timeline.filter((e: { kind: string }) => e.kind === "role.taken")).toHaveLength(1);
});

test("goes to nobody who cannot respond, and a refusal changes nothing", async () => {
  const number = await api.declare();
  await press(number, "responder", "take");
  for (const nobody of ["viewer", "no-such-person"]) {
    const { status, body } = await press(number, "commander", "assign", { to: nobody });
    expect(status).toBe(422);
    expect(body.detail).toContain("Nothing was changed.");
  }
  await api.db.user.update({ where: { id: api.ids.commander }, data: { disabledAt: new Date() } });
  const ended = await press(number, "responder", "hand-over", { to: "commander", note: "Yours now." });
  await api.db.user.update({ where: { id: api.ids.commander }, data: { disabledAt: null } });
  expect(ended.status).toBe(422);
  expect((await seen(number)).role).toMatchObject({ holder: "responder", offer: null });
});

test("a commander assigns it in place of a holder who is gone, which ends an open hand-over; nothing of a closed incident is changed", async () => {
  const number = await api.declare();
  await press(number, "responder", "take");
  await press(number, "responder", "hand-over", { to: "commander", note: "Take over, please." });
  expect((await press(number, "commander", "assign", { to: "commander" })).body).toMatchObject({
    holder: "commander",
    offer: null,
  });
  expect((await press(number, "commander", "release", { note: "All quiet." })).body).toMatchObject({ holder: null });
  await api.db.incident.update({
    where: { number },
    data: { status: "closed", resolvedAt: new Date(), closedAt: new Date() },
  });
  expect((await press(number, "responder", "take")).body.detail).toBe(`INC-${number} is closed. Nothing was changed.`);
});

test("those who can hold a role are listed, without the rest of their account", async () => {
  const { body } = await api.call("GET", "/responders", { as: "viewer" });
  expect(body.items).toEqual([
    { handle: "commander", name: "The commander" },
    { handle: "responder", name: "The responder" },
  ]);
});
