import { expect, test } from "vitest";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import type { Actor } from "#lib/domain/actor/actor.ts";
import { createApi } from "./api-kit.ts";

const api = await createApi();
await api.addTarget("host-1");
const actor: Actor = { kind: "user", id: "u", name: "u", role: "commander" };
const recorder = createRecorder({ clock: { now: () => new Date() } });
const verify = async () => (await api.call("GET", "/audit/verification", { as: "viewer" })).body;
const note = (incident: number, text: string, data: Record<string, unknown> = {}) =>
  api.db.$transaction((tx) => recorder.timeline(tx, actor, { incident, kind: "note.added", text, data }));

/** What somebody with the database's password can do: the triggers are off, then on again. */
async function tamper(statement: string): Promise<void> {
  const table = /"(TimelineEvent|AuditEvent)"/.exec(statement)?.[1];
  await api.db.$executeRawUnsafe(`ALTER TABLE "${table}" DISABLE TRIGGER append_only`);
  await api.db.$executeRawUnsafe(statement);
  await api.db.$executeRawUnsafe(`ALTER TABLE "${table}" ENABLE TRIGGER append_only`);
}
/** Tampers with a chain of five notes and says what the verification finds. */
async function findings(statement: (incident: number) => string) {
  const incident = await api.declare();
  for (let i = 0; i < 5; i++) await note(incident, `note ${i}`);
  await tamper(statement(incident));
  const { timelines } = await verify();
  const found = timelines.faults.find((f: { incident: number }) => f.incident === incident);
  return found && { seq: found.seq, problem: found.problem };
}

test("a record that nobody touched is whole, whatever was written into it", async () => {
  const incident = await api.declare();
  await note(incident, "line\nbreak, \u0000 not, 'quotes', \u{1f600}, ünïcödé".replace("\u0000", ""), {
    at: new Date(),
    nested: { b: 1, a: [1.5, null, undefined, "x"] },
    nothing: undefined,
    big: 2 ** 53,
    small: 1e-7,
  });
  const { audit, timelines } = await verify();
  expect(audit.fault).toBeNull();
  expect(audit.links).toBeGreaterThan(0);
  expect(timelines.faults).toEqual([]);
});

test("people who write at once make one chain without a gap", async () => {
  const incident = await api.declare();
  await Promise.all(Array.from({ length: 20 }, (_, i) => note(incident, `at once ${i}`)));
  const events = await api.db.timelineEvent.findMany({ where: { incidentNumber: incident }, orderBy: { seq: "asc" } });
  expect(events.map((e) => e.seq)).toEqual(Array.from({ length: 21 }, (_, i) => i + 1));
  expect((await verify()).timelines.faults).toEqual([]);
});

test("what is rolled back leaves no link and no gap", async () => {
  const incident = await api.declare();
  const failed = api.db.$transaction(async (tx) => {
    await recorder.timeline(tx, actor, { incident, kind: "note.added", text: "never" });
    throw new Error("rolled back");
  });
  await expect(failed).rejects.toThrow("rolled back");
  await note(incident, "after");
  const events = await api.db.timelineEvent.findMany({ where: { incidentNumber: incident }, orderBy: { seq: "asc" } });
  expect(events.map((e) => [e.seq, e.kind])).toEqual([
    [1, "incident.declared"],
    [2, "note.added"],
  ]);
});

const at = (incident: number, seq: number) => `WHERE "incidentNumber" = ${incident} AND "seq" = ${seq}`;
test.each([
  [
    "an altered text",
    (n: number) => `UPDATE "TimelineEvent" SET "text" = 'x' ${at(n, 3)}`,
    { seq: 3, problem: "altered" },
  ],
  [
    "a moved time",
    (n: number) => `UPDATE "TimelineEvent" SET "occurredAt" = "occurredAt" - interval '1 s' ${at(n, 3)}`,
    { seq: 3, problem: "altered" },
  ],
  [
    "another actor",
    (n: number) =>
      `UPDATE "TimelineEvent" SET "actor" = '{"kind":"user","id":"v","name":"v","role":"viewer"}' ${at(n, 4)}`,
    { seq: 4, problem: "altered" },
  ],
  ["a removed link", (n: number) => `DELETE FROM "TimelineEvent" ${at(n, 3)}`, { seq: 3, problem: "missing" }],
  ["a removed beginning", (n: number) => `DELETE FROM "TimelineEvent" ${at(n, 1)}`, { seq: 1, problem: "missing" }],
  [
    "a removed timeline",
    (n: number) => `DELETE FROM "TimelineEvent" WHERE "incidentNumber" = ${n}`,
    { seq: 1, problem: "missing" },
  ],
  [
    "two links exchanged",
    (n: number) =>
      `UPDATE "TimelineEvent" SET "text" = CASE "seq" WHEN 3 THEN 'note 2' ELSE 'note 1' END WHERE "incidentNumber" = ${n} AND "seq" IN (3, 4)`,
    { seq: 3, problem: "altered" },
  ],
  [
    "an inserted link",
    (n: number) =>
      `INSERT INTO "TimelineEvent" SELECT "incidentNumber", 7, "occurredAt", "recordedAt", "actor", "kind", 'made up', NULL, NULL, "data", "prevHash", "hash" FROM "TimelineEvent" ${at(n, 6)}`,
    { seq: 7, problem: "reordered" },
  ],
])("%s is found", async (_what, statement, expected) => {
  expect(await findings(statement)).toEqual(expected);
});

test("an altered audit event is found, and no other statement can touch the record at all", async () => {
  for (const statement of [
    `UPDATE "AuditEvent" SET "action" = 'x' WHERE "seq" = 2`,
    `DELETE FROM "AuditEvent" WHERE "seq" = 2`,
    `TRUNCATE "AuditEvent"`,
  ])
    await expect(api.db.$executeRawUnsafe(statement)).rejects.toThrow("append-only");
  await tamper(`UPDATE "AuditEvent" SET "action" = 'x' WHERE "seq" = 2`);
  expect((await verify()).audit).toEqual({ links: 0, fault: { seq: 2, problem: "altered" } });
});
