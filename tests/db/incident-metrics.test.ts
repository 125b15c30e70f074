import { expect, test } from "vitest";
import { createWebMetrics } from "#lib/adapters/metrics/web-metrics.ts";
import { createApi } from "./api-kit.ts";

const api = await createApi();
await api.addTarget("host-1");
const MINUTE = 60_000;
const metrics = async (query = "") => (await api.call("GET", `/metrics/incidents${query}`, { as: "viewer" })).body;

/** An incident whose times stand in its record: harm, declaration, proof and resolution in minutes after a fixed hour. */
async function incident(times: {
  harm?: number;
  declared: number;
  proven?: number;
  resolved?: number;
  severity?: string;
  day?: string;
}) {
  const at = (minute: number) => new Date(Date.parse(`${times.day ?? "2026-10-05"}T10:00:00Z`) + minute * MINUTE);
  const number = await api.declare({ severity: times.severity ?? "major" });
  if (times.harm !== undefined)
    await api.call("POST", `/incidents/${number}/events`, {
      as: "responder",
      body: { text: "Errors began", occurredAt: at(times.harm).toISOString() },
    });
  await api.db.incident.update({
    where: { number },
    data: {
      declaredAt: at(times.declared),
      ...(times.resolved === undefined ? {} : { resolvedAt: at(times.resolved), status: "resolved" }),
    },
  });
  if (times.proven === undefined) return number;
  const version = await api.db.playbookVersion.findFirstOrThrow();
  await api.db.run.create({
    data: {
      incidentNumber: number,
      playbookVersionId: version.id,
      ...{
        procedure: "level-1",
        option: "toggle",
        title: "Small toggle",
        status: "succeeded",
        actor: {},
        actorId: "x",
      },
      ...{ idempotencyKey: crypto.randomUUID(), requestHash: "x", targetTimeMs: 120_000 },
      createdAt: at(times.declared),
      startedAt: at(times.declared),
      endedAt: at(times.proven),
    },
  });
  return number;
}

test("medians and 90th percentiles are of the period, by playbook and severity, and say how many starts are known", async () => {
  await incident({ harm: 0, declared: 10, proven: 11, resolved: 40 });
  await incident({ harm: 0, declared: 20, proven: 30, resolved: 60 });
  await incident({ declared: 0, proven: 2, resolved: 30, severity: "critical" });
  await incident({ harm: 0, declared: 5, proven: 6, resolved: 9, day: "2026-06-01" });
  const { incidents, procedures } = await metrics("?from=2026-10-01T00:00:00.000Z&to=2026-11-01T00:00:00.000Z");
  const of = (severity: string) => incidents.find((i: { severity: string }) => i.severity === severity);
  expect(of("all")).toMatchObject({ playbook: "small", count: 3, startKnown: 2 });
  expect(of("major")).toMatchObject({
    count: 2,
    declareMs: { count: 2, p50: 10 * MINUTE, p90: 20 * MINUTE },
    mitigateMs: { count: 2, p50: 11 * MINUTE, p90: 30 * MINUTE },
    recoverMs: { count: 2, p50: 40 * MINUTE, p90: 60 * MINUTE },
  });
  expect(of("critical")).toMatchObject({
    count: 1,
    startKnown: 0,
    declareMs: { count: 0, p50: null },
    mitigateMs: { p50: 2 * MINUTE },
  });
  // 1, 10 and 2 minutes, of two that were promised.
  expect(procedures).toEqual([
    expect.objectContaining({
      procedure: "level-1",
      mode: "live",
      runs: 3,
      proven: 3,
      inTime: 2,
      targetTimeMs: 120_000,
    }),
  ]);
  expect(procedures[0].tookMs).toEqual({ count: 3, p50: 2 * MINUTE, p90: 10 * MINUTE });
});

test("a drill is a rehearsal: its incident is in no time and in no gauge", async () => {
  const number = await incident({ harm: 0, declared: 10, resolved: 40, day: "2026-08-03" });
  const august = "?from=2026-08-01T00:00:00.000Z&to=2026-09-01T00:00:00.000Z";
  expect((await metrics(august)).incidents).toHaveLength(2);
  const gauges = createWebMetrics(api.db, () => ({ sockets: 0, packetsWaiting: 0 }));
  const resolved = async () =>
    Number(/^backout_incidents\{status="resolved",severity="major"\} (\d+)$/m.exec(await gauges.text())?.[1]);
  const before = await resolved();
  const at = new Date("2026-08-03T10:00:00Z");
  const drill = await api.db.drill.create({
    data: {
      ...{ seriesId: "s", title: "Rehearsal", playbook: "small", procedure: "level-1", scenario: "drill-x" },
      ...{ owner: "ops", createdBy: {}, timeZone: "UTC", scheduledAt: at, durationMs: 7_200_000 },
    },
  });
  await api.db.incident.update({ where: { number }, data: { drillNumber: drill.number } });
  expect((await metrics(august)).incidents).toEqual([]);
  expect(await resolved()).toBe(before - 1);
});

test("a period that ends before it begins is refused, and an empty one is empty", async () => {
  const wrong = await api.call("GET", "/metrics/incidents?from=2026-11-01T00:00:00Z&to=2026-10-01T00:00:00Z", {
    as: "viewer",
  });
  expect(wrong.status).toBe(422);
  expect(await metrics("?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z")).toMatchObject({
    incidents: [],
    procedures: [],
  });
});

test("the card of a target has its address and the contacts of its playbook, and no secret", async () => {
  await api.db.contact.create({
    data: { name: "On call", phone: "+1 555 0100", email: "on-call@example.test", roles: ["on-call"] },
  });
  await api.db.contact.create({ data: { name: "Of another", roles: ["lead"], playbook: "other" } });
  const { items } = (await api.call("GET", "/targets", { as: "viewer" })).body;
  const card = (await api.call("GET", `/targets/${items[0].id}/card`, { as: "viewer" })).body;
  expect(card).toMatchObject({ target: "host-1", address: { host: "127.0.0.1", user: "app" } });
  expect(card.contacts).toEqual([
    { name: "On call", phone: "+1 555 0100", email: "on-call@example.test", roles: ["on-call"] },
  ]);
  expect(JSON.stringify(card)).not.toContain("s3cret-of-the-host");
  const html = await api.call("GET", `/targets/${items[0].id}/card?format=html`, { as: "viewer" });
  expect(html.headers.get("content-disposition")).toBe('attachment; filename="card-host-1.html"');
  expect(html.body).toContain("+1 555 0100");
});
