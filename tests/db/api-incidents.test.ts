import { expect, test } from "vitest";
import { createApi } from "./api-kit.ts";

const api = await createApi();
await api.addTarget("host-1");
await api.addTarget("host-2");

const assess = (signals: Record<string, unknown>, over = {}) =>
  api.call("POST", "/assessments", {
    as: "responder",
    body: { playbook: "small", target: "host-1", signals, ...over },
  });

test("signals become a verdict with its reasons, its deadline and what cures it", async () => {
  const before = Date.now();
  const { status, body } = await assess({ errorRatePercent: 12 });
  expect(status).toBe(201);
  expect(body).toMatchObject({ severity: "critical", action: "immediate", recommended: { procedure: "level-1" } });
  expect(body.fired[0].reason).toContain("12");
  expect(Date.parse(body.deadlineAt)).toBeGreaterThanOrEqual(before);
});

test("a signal that the playbook does not declare is named in the refusal, and nothing is kept", async () => {
  const { status, body } = await assess({ errorRatePercent: 12, moonPhase: 3 });
  expect(status).toBe(422);
  expect(body.errors).toEqual([{ path: "signals.moonPhase", message: "Small has no such signal" }]);
});

test("an assessment of an unknown target or playbook says which are known", async () => {
  expect((await assess({}, { target: "nowhere" })).body.errors[0].path).toBe("target");
  expect((await assess({}, { playbook: "nothing" })).body.errors[0].message).toContain("small");
});

test("a declared incident has the verdict's severity, its targets, and the first line of its record", async () => {
  const { body: assessment } = await assess({ errorRatePercent: 12 });
  const { status, body } = await api.call("POST", "/incidents", {
    as: "responder",
    body: { title: "Uploads fail", targets: ["host-1", "host-2"], assessmentId: assessment.id },
  });
  expect(status).toBe(201);
  const { body: incident } = await api.call("GET", `/incidents/${body.number}`, { as: "viewer" });
  expect(incident).toMatchObject({
    severity: "critical",
    status: "investigating",
    targets: ["host-1", "host-2"],
    declaredBy: "responder",
    assessment: { id: assessment.id },
    rca: null,
  });
  expect(incident.timeline).toHaveLength(1);
  expect(incident.timeline[0]).toMatchObject({ kind: "incident.declared", seq: 1 });
});

test("another severity than the verdict's needs a reason, and the reason is in the record", async () => {
  const { body: assessment } = await assess({ errorRatePercent: 12 });
  const declare = (more: Record<string, unknown>) =>
    api.call("POST", "/incidents", {
      as: "responder",
      body: { title: "Uploads fail", targets: ["host-1"], assessmentId: assessment.id, ...more },
    });
  const refused = await declare({ severity: "minor" });
  expect(refused.status).toBe(422);
  expect(refused.body.errors[0].path).toBe("reason");
  const { body } = await declare({ severity: "minor", reason: "only the canary is hit" });
  const incident = (await api.call("GET", `/incidents/${body.number}`, { as: "viewer" })).body;
  expect(incident).toMatchObject({ severity: "minor", deadlineAt: null, severityReason: "only the canary is hit" });
  expect(incident.timeline[0].text).toContain("only the canary is hit");
});

test("an undetermined verdict asks for a severity; the choice needs no further reason", async () => {
  const { body: assessment } = await assess({});
  expect(assessment.severity).toBe("undetermined");
  const declare = (more: Record<string, unknown>) =>
    api.call("POST", "/incidents", {
      as: "responder",
      body: { title: "Uploads fail", targets: ["host-1"], assessmentId: assessment.id, ...more },
    });
  expect((await declare({})).body.errors[0].path).toBe("severity");
  expect((await declare({ severity: "major" })).status).toBe(201);
});

test("an unknown target is refused by name, and no incident number is used up by it in the list", async () => {
  const count = await api.db.incident.count();
  const { status, body } = await api.call("POST", "/incidents", {
    as: "responder",
    body: { title: "Uploads fail", targets: ["host-1", "nowhere"], severity: "major", reason: "people say so" },
  });
  expect(status).toBe(422);
  expect(body.detail).toContain("nowhere");
  expect(await api.db.incident.count()).toBe(count);
});

test("raising the severity starts the deadline anew and lowering it to minor ends it", async () => {
  const number = await api.declare({ severity: "minor", reason: "small" });
  const change = (severity: string) =>
    api.call("POST", `/incidents/${number}/severity`, { as: "commander", body: { severity, reason: "it grew" } });
  const before = Date.now();
  await change("major");
  const major = (await api.call("GET", `/incidents/${number}`, { as: "viewer" })).body;
  const minutes = (Date.parse(major.deadlineAt) - before) / 60_000;
  expect(minutes).toBeGreaterThan(29.9);
  expect(minutes).toBeLessThan(30.5);
  await change("minor");
  const minor = (await api.call("GET", `/incidents/${number}`, { as: "viewer" })).body;
  expect(minor.deadlineAt).toBeNull();
  expect(minor.timeline.map((e: { kind: string }) => e.kind)).toEqual([
    "incident.declared",
    "severity.changed",
    "severity.changed",
  ]);
  expect((await change("minor")).status).toBe(409);
});

test("a note is dated when it happened, not before it could be known, and is never changed", async () => {
  const number = await api.declare();
  const occurredAt = new Date(Date.now() - 600_000).toISOString();
  const note = (body: unknown) => api.call("POST", `/incidents/${number}/events`, { as: "responder", body });
  expect((await note({ text: "Support called", occurredAt })).status).toBe(201);
  expect((await note({ text: "Tomorrow", occurredAt: new Date(Date.now() + 3_600_000).toISOString() })).status).toBe(
    422,
  );
  const { timeline } = (await api.call("GET", `/incidents/${number}`, { as: "viewer" })).body;
  expect(timeline.at(-1)).toMatchObject({ kind: "note.added", text: "Support called", occurredAt });
  const rewrite = api.db
    .$executeRaw`UPDATE "TimelineEvent" SET "text" = 'Nothing happened' WHERE "incidentNumber" = ${number}`;
  await expect(rewrite).rejects.toThrow("append-only");
});

test("an incident is not resolved while a run of it is active, and the refusal names the run", async () => {
  const number = await api.declare({ targets: ["host-2"] });
  const started = await api.call("POST", `/incidents/${number}/runs`, {
    as: "commander",
    headers: { "idempotency-key": "resolve-test-1" },
    body: { procedure: "level-1" },
  });
  expect(started.status).toBe(201);
  const refused = await api.call("POST", `/incidents/${number}/resolve`, { as: "commander", body: {} });
  expect(refused.status).toBe(409);
  expect(refused.body.holder).toMatchObject({ runId: started.body.id, procedure: "level-1" });
  await api.call("POST", `/runs/${started.body.id}/cancel`, { as: "commander", body: {} });
});

test("a resolved incident keeps its time and takes no further rollback", async () => {
  const number = await api.declare();
  const resolved = await api.call("POST", `/incidents/${number}/resolve`, { as: "commander", body: { note: "over" } });
  expect(resolved.status).toBe(200);
  const incident = (await api.call("GET", `/incidents/${number}`, { as: "viewer" })).body;
  expect(incident.status).toBe("resolved");
  expect(Date.now() - Date.parse(incident.resolvedAt)).toBeLessThan(10_000);
  const plan = await api.call("POST", `/incidents/${number}/plans`, {
    as: "commander",
    body: { procedure: "level-1" },
  });
  expect(plan.status).toBe(409);
  expect(plan.body.detail).toContain("Declare a new incident");
});

test("active incidents are listed without resolved ones, page by page without a gap", async () => {
  for (let i = 0; i < 3; i++) await api.declare({ title: `Page ${i}` });
  const all: number[] = [];
  let cursor: string | null = null;
  do {
    const { body } = await api.call("GET", `/incidents?state=active&limit=2${cursor ? `&cursor=${cursor}` : ""}`, {
      as: "viewer",
    });
    all.push(...body.items.map((i: { number: number }) => i.number));
    cursor = body.nextCursor;
  } while (cursor);
  const active = await api.db.incident.findMany({
    where: { status: { notIn: ["resolved", "closed"] } },
    orderBy: { number: "desc" },
  });
  expect(all).toEqual(active.map((i) => i.number));
});
