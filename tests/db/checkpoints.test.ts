import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { createCheckpoints } from "#lib/adapters/postgres/checkpoints.ts";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import { loadRecordKey } from "#lib/adapters/secrets/record-key.ts";
import type { Actor } from "#lib/domain/actor/actor.ts";
import { createApi } from "./api-kit.ts";

const api = await createApi();
await api.addTarget("host-1");
const dir = mkdtempSync(path.join(tmpdir(), "backout-checkpoints-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const clock = { now: () => new Date() };
const signer = loadRecordKey(path.join(dir, "record.key"));
const { take } = createCheckpoints({ db: api.db, signer, file: path.join(dir, "checkpoints.jsonl"), clock });
const actor: Actor = { kind: "user", id: "u", name: "u", role: "commander" };
const recorder = createRecorder({ clock });
const note = (incident: number, text: string) =>
  api.db.$transaction((tx) => recorder.timeline(tx, actor, { incident, kind: "note.added", text }));
const verify = async () => (await api.call("GET", "/audit/verification", { as: "viewer" })).body;
async function tamper(table: string, statement: string): Promise<void> {
  await api.db.$executeRawUnsafe(`ALTER TABLE "${table}" DISABLE TRIGGER append_only`);
  await api.db.$executeRawUnsafe(statement);
  await api.db.$executeRawUnsafe(`ALTER TABLE "${table}" ENABLE TRIGGER append_only`);
}

test("a checkpoint names what has grown since the one before it, and nothing new is no new checkpoint", async () => {
  const [a, b] = [await api.declare(), await api.declare()];
  const first = await take();
  expect(first?.timelines.map((t) => t.incident)).toEqual([a, b]);
  expect((await take())?.seq).toBe(first?.seq);
  await note(a, "more");
  const second = await take();
  expect(second).toMatchObject({
    seq: (first?.seq ?? 0) + 1,
    prevHash: first?.hash,
    timelines: [{ incident: a, seq: 2 }],
  });
  const { checkpoints } = await verify();
  expect(checkpoints).toMatchObject({ fault: null, anchors: [], last: { seq: second?.seq, key: signer.fingerprint } });
});

test("two engines that take one at the same time make one chain", async () => {
  await api.declare();
  await Promise.all([take(), take(), take()]);
  const { checkpoints } = await verify();
  expect(checkpoints.fault).toBeNull();
  expect(checkpoints.count).toBe(await api.db.checkpoint.count());
});

test("a timeline whose newest events were removed looks whole, and does not fit its checkpoint", async () => {
  const incident = await api.declare();
  await note(incident, "the truth");
  const checkpoint = await take();
  await tamper("TimelineEvent", `DELETE FROM "TimelineEvent" WHERE "incidentNumber" = ${incident} AND "seq" = 2`);
  const { timelines, checkpoints } = await verify();
  expect(timelines.faults).toEqual([]);
  expect(checkpoints.anchors).toEqual([{ incident, checkpoint: checkpoint?.seq, seq: 2, problem: "cut" }]);
});

test("an end that was written again with good hashes does not fit either", async () => {
  const incident = await api.declare();
  await note(incident, "the truth");
  const checkpoint = await take();
  await tamper("TimelineEvent", `DELETE FROM "TimelineEvent" WHERE "incidentNumber" = ${incident} AND "seq" = 2`);
  await note(incident, "something nicer");
  const { timelines, checkpoints } = await verify();
  expect(timelines.faults).toEqual([]);
  expect(checkpoints.anchors).toContainEqual({ incident, checkpoint: checkpoint?.seq, seq: 2, problem: "rebuilt" });
});

test("an audit that was cut, and a checkpoint that was altered, are found", async () => {
  await api.declare();
  const last = await take();
  await tamper("AuditEvent", `DELETE FROM "AuditEvent" WHERE "seq" = ${last?.audit.seq}`);
  expect((await verify()).checkpoints.anchors).toContainEqual({
    incident: null,
    checkpoint: last?.seq,
    seq: last?.audit.seq,
    problem: "cut",
  });
  await tamper("Checkpoint", `UPDATE "Checkpoint" SET "signature" = 'AAAA' WHERE "seq" = ${last?.seq}`);
  expect((await verify()).checkpoints.fault).toEqual({ seq: last?.seq, problem: "not signed by its key" });
  await expect(api.db.$executeRawUnsafe(`DELETE FROM "Checkpoint"`)).rejects.toThrow("append-only");
});

test("key and file are readable by nobody else", () => {
  for (const name of ["record.key", "checkpoints.jsonl"]) expect(statSync(path.join(dir, name)).mode & 0o077).toBe(0);
});
