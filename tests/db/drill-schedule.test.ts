import pino from "pino";
import { afterAll, expect, test } from "vitest";
import { noticeDrills } from "#lib/adapters/postgres/drill-notices.ts";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import { createRunStore } from "#lib/adapters/postgres/run-store.ts";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import { canonical, sha256 } from "#lib/services/canonical.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { cancelDrill } from "#lib/services/drills/finish.ts";
import { planDrill } from "#lib/services/drills/plan.ts";
import { syncPlaybook } from "#lib/services/playbooks/sync.ts";
import { createRunFollowUps } from "#lib/services/verification/follow-up.ts";
import { drillPlaybook } from "#lib/testing/drill-playbook.ts";
import { createTestDatabase } from "./database.ts";

const db = await createTestDatabase();
const log = pino({ level: "silent" });
const queue = await createQueue({ url: db.url, works: false, log });
afterAll(() => queue.stop());

const time = { now: new Date("2026-01-05T08:00:00Z") };
const clock = { now: () => time.now };
const recorder = createRecorder({ clock });
const ctx: ServiceContext = {
  actor: { kind: "user", id: "lead", name: "lead", role: "commander" },
  db: db.prisma,
  clock,
  queue,
  recorder,
  runs: createRunStore({ db: db.prisma, recorder, clock, followUps: createRunFollowUps({ clock, recorder, queue }) }),
  sealer: { seal: () => Promise.reject(new Error("nothing is sealed here")) },
};
const playbook = drillPlaybook();
await syncPlaybook(ctx, { playbook, hash: sha256(canonical(playbook)) });
const version = await db.prisma.playbookVersion.findFirstOrThrow();
await db.prisma.target.create({
  data: {
    name: "stage-1",
    host: "127.0.0.1",
    port: 22,
    login: "app",
    hostKeySha256: "SHA256:none",
    environment: "staging",
    playbookVersionId: version.id,
    parameters: {},
  },
});
const plan = (over: Record<string, unknown> = {}) =>
  planDrill(ctx, {
    title: "Quarterly drill",
    playbook: "small",
    procedure: "level-1",
    scenario: "no-file",
    targets: ["stage-1"],
    owner: "lead",
    participants: [],
    scheduledAt: "2026-01-31T09:00:00.000Z",
    timeZone: "Europe/Berlin",
    ...over,
  });
const audits = (number: number, action: string) =>
  db.prisma.auditEvent.count({ where: { object: `drill:${number}`, action } });
/** As an engine looks, of which there may be several. */
const look = (at: string) => noticeDrills(db.prisma, recorder, new Date(at));

test("a drill is announced a week before and noted as overdue once, whoever looks and however often", async () => {
  const { number } = await plan();
  expect(await look("2026-01-24T08:59:59Z")).toEqual([]);
  const first = await Promise.all([look("2026-01-24T09:00:01Z"), look("2026-01-24T09:00:01Z")]);
  expect(first.flat()).toEqual([`drill.remind ${number}`]);
  expect(await look("2026-01-31T10:59:59Z"), "its two hours are not over").toEqual([]);
  const late = await Promise.all([
    look("2026-01-31T11:00:01Z"),
    look("2026-01-31T11:00:01Z"),
    look("2026-02-03T00:00:00Z"),
  ]);
  expect(late.flat()).toEqual([`drill.overdue ${number}`]);
  // Another engine, after a restart of everything: what was noted stands in the row.
  expect(await look("2026-06-01T00:00:00Z")).toEqual([]);
  expect([await audits(number, "drill.remind"), await audits(number, "drill.overdue")]).toEqual([1, 1]);
});

test("nobody who looked in time: it is overdue, and a reminder for what is over is not sent", async () => {
  const { number } = await plan();
  expect(await look("2026-03-01T00:00:00Z")).toEqual([`drill.overdue ${number}`]);
  expect(await audits(number, "drill.remind")).toBe(0);
});

test("the queue knows both moments, and asking twice for the same moment asks once", async () => {
  const { number } = await plan({ scheduledAt: "2026-02-10T09:00:00.000Z" });
  const jobs = await db.prisma.$queryRaw<{ at: string; start_after: Date }[]>`
    SELECT "data"->>'at' AS at, "start_after" FROM pgboss.job WHERE "name" = 'drill.notice' AND ("data"->>'drill')::int = ${number} ORDER BY 1`;
  expect(jobs.map((j) => j.at)).toEqual(["2026-02-03T09:00:00.000Z", "2026-02-10T11:00:00.000Z"]);
  expect(jobs.map((j) => j.start_after.toISOString())).toEqual(jobs.map((j) => j.at));
  const at = "2026-02-03T09:00:00.000Z";
  await db.prisma.$transaction((tx) =>
    queue.send(tx, "drill.notice", { drill: number, at }, { startAfter: new Date(at) }),
  );
  const [count] = await db.prisma.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM pgboss.job WHERE "name" = 'drill.notice' AND "data"->>'at' = ${at} AND ("data"->>'drill')::int = ${number}`;
  expect(count?.n).toBe(1);
});

test("the next drill of a series has the same hour on the wall, at the end of a quarter too", async () => {
  const { number } = await plan({ title: "Ends", scheduledAt: "2026-01-31T09:00:00.000Z" });
  const { next } = await cancelDrill(ctx, number, { reason: "not today" });
  const following = await db.prisma.drill.findUniqueOrThrow({ where: { number: next ?? 0 } });
  expect(following.scheduledAt.toISOString()).toBe("2026-04-30T08:00:00.000Z");
  const { next: third } = await cancelDrill(ctx, following.number, { reason: "not today" });
  const after = await db.prisma.drill.findUniqueOrThrow({ where: { number: third ?? 0 } });
  expect(after.scheduledAt.toISOString()).toBe("2026-07-31T08:00:00.000Z");
});

test("dates that passed while a drill waited are not made up for", async () => {
  const { number } = await plan({ title: "Late", scheduledAt: "2026-01-10T09:00:00.000Z" });
  time.now = new Date("2026-09-01T00:00:00Z");
  const { next } = await cancelDrill(ctx, number, { reason: "half a year late" });
  const following = await db.prisma.drill.findUniqueOrThrow({ where: { number: next ?? 0 } });
  expect(following.scheduledAt.toISOString()).toBe("2026-10-10T08:00:00.000Z");
});
