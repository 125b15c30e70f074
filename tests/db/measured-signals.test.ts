import { afterAll, expect, test } from "vitest";
import type { ReadingView } from "#lib/contract/measurement.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { startPrometheus } from "#lib/testing/prometheus.ts";
import { createLive } from "./live-kit.ts";

const live = await createLive(smallPlaybook());
const tokens = { ...live.tokens, admin: await live.token("admin", "admin") };
const prometheus = await startPrometheus();
afterAll(() => prometheus.stop());
const other = await live.addTarget("host-2");
const METRICS = `/targets/${live.target.id}/metrics-source`;
const MEASURED = `/targets/${live.target.id}/measurements`;

async function call(as: keyof typeof tokens, method: string, path: string, body?: unknown) {
  const response = await fetch(`${live.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${tokens[as]}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
const assess = (over: Record<string, unknown>) =>
  call("commander", "POST", "/assessments", { playbook: "small", target: "host-1", signals: {}, ...over });

/** Asks as an open page does, until an engine has answered what is waited for. */
async function measuredUntil(is: (reading: ReadingView) => boolean): Promise<ReadingView> {
  let found: ReadingView | undefined;
  await expect
    .poll(
      async () => {
        await call("viewer", "POST", MEASURED, {});
        [found] = (await call("viewer", "GET", MEASURED)).body.readings;
        return found !== undefined && is(found);
      },
      { timeout: 60_000, interval: 300 },
    )
    .toBe(true);
  return found as ReadingView;
}

test("who may say where metrics are, and what is refused", async () => {
  const source = { url: prometheus.url, queries: { errorRatePercent: "app_error_rate_percent" } };
  expect((await call("commander", "PUT", METRICS, source)).status).toBe(403);
  for (const wrong of [
    { url: "ftp://prometheus.test" },
    { url: "http://user:password@prometheus.test" },
    { url: prometheus.url, queries: { moonPhase: "up" } },
    { url: prometheus.url, queries: { errorRatePercent: 'x{dir=~"$HOME_DIR"}' } },
  ])
    expect((await call("admin", "PUT", METRICS, wrong)).status, JSON.stringify(wrong)).toBe(422);
  expect((await call("viewer", "GET", MEASURED)).body).toEqual({ hasSource: false, readings: [] });
  expect((await call("admin", "PUT", METRICS, source)).body).toMatchObject({
    url: prometheus.url,
    token: null,
    queries: [{ signal: "errorRatePercent", default: null, own: "app_error_rate_percent" }],
  });
});

test("a token is for its address: another address needs it again, and nothing shows it", async () => {
  const queries = { errorRatePercent: "app_error_rate_percent" };
  await call("admin", "PUT", METRICS, { url: "https://metrics.test", token: "s3cret-token", queries });
  const moved = await call("admin", "PUT", METRICS, { url: prometheus.url, queries });
  expect(moved).toMatchObject({ status: 422, body: { errors: [{ path: "token" }] } });
  const saved = await call("admin", "PUT", METRICS, { url: prometheus.url, token: "another-token", queries });
  expect(saved).toMatchObject({ status: 200, body: { token: "set" } });
  const audit = JSON.stringify(await live.db.prisma.auditEvent.findMany({ where: { action: "target.metrics" } }));
  expect(audit).not.toMatch(/s3cret-token|another-token/);
});

test("a value that crosses its limit in a real Prometheus flips the verdict, and the incident keeps what was measured", async () => {
  prometheus.set("app_error_rate_percent", 2);
  const low = await measuredUntil((r) => r.value === 2);
  expect((await assess({ measured: { errorRatePercent: low.id } })).body.severity).toBe("minor");

  prometheus.set("app_error_rate_percent", 12);
  const high = await measuredUntil((r) => r.value === 12);
  expect(high.series.at(-1)).toEqual([Date.parse(high.measuredAt ?? ""), 12]);
  const judged = (await assess({ measured: { errorRatePercent: high.id } })).body;
  expect(judged).toMatchObject({
    severity: "critical",
    signals: { errorRatePercent: 12 },
    sources: {
      errorRatePercent: {
        source: "measured",
        value: 12,
        measured: { value: 12, measuredAt: high.measuredAt, promql: "app_error_rate_percent", sha256: high.sha256 },
      },
    },
  });
  const declared = await call("commander", "POST", "/incidents", {
    title: "Errors",
    targets: ["host-1"],
    assessmentId: judged.id,
  });
  const incident = (await call("viewer", "GET", `/incidents/${declared.body.number}`)).body;
  expect(incident.assessment.sources).toEqual(judged.sources);
  const event = await live.db.prisma.timelineEvent.findFirstOrThrow({ where: { kind: "incident.declared" } });
  expect(event.data).toMatchObject({ measured: { errorRatePercent: high.sha256 } });
});

test("what a person types counts, with what was measured beside it; nobody can claim a measurement", async () => {
  const now = await measuredUntil((r) => r.value === 12);
  const typed = await assess({ signals: { errorRatePercent: 0 }, measured: { errorRatePercent: now.id } });
  expect(typed.body).toMatchObject({
    severity: "none",
    sources: { errorRatePercent: { source: "typed", value: 0, measured: { value: 12 } } },
  });
  for (const claim of [
    { measured: { errorRatePercent: "made-up" } },
    { target: other.name, measured: { errorRatePercent: now.id } },
  ])
    expect((await assess(claim)).status).toBe(422);
});

test("an open incident is measured although nobody looks; a Prometheus that dies is a lost source with its reason", async () => {
  const source = { targetId: live.target.id };
  await live.db.prisma.metricsSource.update({ where: source, data: { wantedUntil: null, askedAt: null } });
  await expect
    .poll(async () => (await live.db.prisma.metricsSource.findUnique({ where: source }))?.askedAt ?? null, {
      timeout: 30_000,
    })
    .not.toBeNull();

  await prometheus.kill();
  const lost = await measuredUntil((r) => r.value === null);
  expect(lost).toMatchObject({ problem: expect.stringMatching(/ECONNREFUSED/), last: { value: 12 }, series: [] });
  // The verdict does not lean on what was known before.
  expect((await assess({ measured: { errorRatePercent: lost.id } })).status).toBe(422);
  expect((await assess({})).body).toMatchObject({ severity: "undetermined", sources: {} });
});
