import { expect, test } from "vitest";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import { reportPlaybookProblem } from "#lib/services/playbooks/sync.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createApi } from "./api-kit.ts";

const api = await createApi();
await api.addTarget("host-1");
const clock = { now: () => new Date() };
const ctx = { db: api.db, recorder: createRecorder({ clock }), clock };
const first = smallPlaybook();
const second = smallPlaybook({ "scripts/change.sh": "echo other" });
const current = async () => (await api.call("GET", "/playbooks/small", { as: "viewer" })).body;
const targetVersion = async () =>
  (await api.db.target.findFirstOrThrow({ where: { name: "host-1" }, include: { playbookVersion: true } }))
    .playbookVersion.hash;

test("loading the same content again changes nothing and writes no record", async () => {
  const audit = await api.db.auditEvent.count();
  expect(await api.load(first)).toBe(false);
  expect(await api.db.auditEvent.count()).toBe(audit);
});

test("new content is taken into use with its targets, while an incident keeps the version it began with", async () => {
  const before = (await current()).hash;
  const number = await api.declare();
  expect(await api.load(second)).toBe(true);
  const after = (await current()).hash;
  expect(after).not.toBe(before);
  expect(await targetVersion()).toBe(after);
  const incident = await api.db.incident.findUniqueOrThrow({ where: { number }, include: { playbookVersion: true } });
  expect(incident.playbookVersion.hash).toBe(before);
});

test("going back to earlier content makes that version current again, for new assessments too", async () => {
  expect(await api.load(first)).toBe(true);
  expect(await api.load(first)).toBe(false);
  const { hash } = await current();
  expect(await targetVersion()).toBe(hash);
  expect(await api.db.playbookVersion.count({ where: { playbook: "small" } })).toBe(2);
  const { body } = await api.call("POST", "/assessments", {
    as: "responder",
    body: { playbook: "small", signals: {} },
  });
  expect(body.playbookHash).toBe(hash);
});

test("files that cannot be loaded leave the last good version in use, and the list says what is wrong where", async () => {
  const { hash } = await current();
  await reportPlaybookProblem(ctx, "small", "small cannot be loaded:\n  playbook.yaml:3:7: unknown key");
  await reportPlaybookProblem(ctx, "never", "never cannot be loaded:\n  playbook.yaml:1:1: empty");
  const { body } = await api.call("GET", "/playbooks", { as: "viewer" });
  expect(body.items.map((p: { id: string }) => p.id)).toEqual(["small"]);
  expect(body.items[0].hash).toBe(hash);
  expect(body.problems.map((p: { playbook: string }) => p.playbook)).toEqual(["never", "small"]);
  expect(body.problems[1].message).toContain("playbook.yaml:3:7");
  await api.load(first);
  const repaired = (await api.call("GET", "/playbooks", { as: "viewer" })).body;
  expect(repaired.problems.map((p: { playbook: string }) => p.playbook)).toEqual(["never"]);
});

test("several processes that load at once store one version", async () => {
  const third = smallPlaybook({ "scripts/change.sh": "echo third" });
  const changed = await Promise.all(Array.from({ length: 6 }, () => api.load(third)));
  expect(changed.filter(Boolean)).toHaveLength(1);
});
