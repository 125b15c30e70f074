import { expect, test } from "vitest";
import { createApi } from "./api-kit.ts";

const api = await createApi();
await api.addTarget("host-1");
const { token } = (await api.call("POST", "/alert-tokens", { as: "admin", body: { name: "monitoring" } })).body;
let made = 0;
const anAlert = (over: Record<string, unknown> = {}) => ({
  status: "firing",
  labels: { alertname: "Errors", target: "host-1" },
  annotations: { summary: "Errors on host-1", signal_errorRatePercent: "12.5", signal_moonPhase: "3" },
  startsAt: "2026-11-30T10:00:00.000Z",
  endsAt: "0001-01-01T00:00:00Z",
  fingerprint: `f${++made}`,
  ...over,
});
const send = (alerts: unknown[], authorization = `Bearer ${token}`) =>
  api.call("POST", "/api/v1/alerts/alertmanager", { headers: { authorization }, body: { version: "4", alerts } });
const drafts = async () => (await api.call("GET", "/alerts/drafts", { as: "viewer" })).body.items;
const draftOf = async (fingerprint: string) => api.db.alertDraft.findFirst({ where: { fingerprint } });

test("an alert that is reported again is the same draft, and what is over stays over", async () => {
  const alert = anAlert();
  expect((await send([alert])).body).toEqual({ opened: 1, updated: 0, resolved: 0 });
  expect((await send([alert])).body).toEqual({ opened: 0, updated: 1, resolved: 0 });
  expect((await send([{ ...alert, status: "resolved", endsAt: "2026-11-30T10:05:00Z" }])).body).toMatchObject({
    resolved: 1,
  });
  await send([alert]);
  const draft = await draftOf(alert.fingerprint);
  expect(draft).toMatchObject({ status: "resolved", notifications: 4 });
  expect(draft?.endsAt?.toISOString()).toBe("2026-11-30T10:05:00.000Z");
  await send([{ ...alert, startsAt: "2026-11-30T11:00:00.000Z" }]);
  expect(await api.db.alertDraft.count({ where: { fingerprint: alert.fingerprint } })).toBe(2);
});

test("the same alert from twenty senders at once is one draft", async () => {
  const alert = anAlert();
  await Promise.all(Array.from({ length: 20 }, () => send([alert])));
  expect(await api.db.alertDraft.count({ where: { fingerprint: alert.fingerprint } })).toBe(1);
  expect((await draftOf(alert.fingerprint))?.notifications).toBe(20);
});

test("signals are taken as the playbook declares them; others are named with the reason", async () => {
  const alert = anAlert({ annotations: { signal_errorRatePercent: "NaN", signal_moonPhase: "3" } });
  await send([alert]);
  const id = (await draftOf(alert.fingerprint))?.id;
  const draft = (await drafts()).find((d: { id: string }) => d.id === id);
  expect(draft.signals).toEqual({});
  expect(draft.unusable).toEqual([
    { name: "errorRatePercent", reason: "no number" },
    { name: "moonPhase", reason: "the playbook has no such signal" },
  ]);
  expect(draft.title).toBe("Errors");
});

test("an assessment says which of its values are an alert's, and which a person changed", async () => {
  const alert = anAlert();
  await send([alert]);
  const alertDraft = (await draftOf(alert.fingerprint))?.id;
  const sourceOf = async (errorRatePercent: number) => {
    const body = { playbook: "small", target: "host-1", signals: { errorRatePercent }, alertDraft };
    const answer = await api.call("POST", "/assessments", { as: "responder", body });
    return answer.body.sources.errorRatePercent;
  };
  expect(await sourceOf(12.5)).toEqual({ source: "alert", value: 12.5, measured: null });
  expect(await sourceOf(13)).toEqual({ source: "typed", value: 13, measured: null });
});

test("an incident declared from an alert has its start in the timeline, and the alert belongs to it alone", async () => {
  const alert = anAlert();
  await send([alert]);
  const id = (await draftOf(alert.fingerprint))?.id;
  const number = await api.declare({ alertDraft: id });
  const { timeline } = (await api.call("GET", `/incidents/${number}`, { as: "viewer" })).body;
  expect(timeline).toContainEqual(
    expect.objectContaining({ kind: "alert.started", occurredAt: alert.startsAt, text: "Alert: Errors on host-1" }),
  );
  expect((await drafts()).map((d: { id: string }) => d.id)).not.toContain(id);
  const before = await api.db.incident.count();
  const again = await api.call("POST", "/incidents", {
    as: "commander",
    body: { title: "Again", targets: ["host-1"], severity: "minor", reason: "people say so", alertDraft: id },
  });
  expect(again.status).toBe(422);
  expect(again.body.detail).toContain(`INC-${number}`);
  expect(await api.db.incident.count()).toBe(before);
});

test("a dismissed alert is gone from the list and stays in the record", async () => {
  const alert = anAlert();
  await send([alert]);
  const id = (await draftOf(alert.fingerprint))?.id as string;
  expect((await api.call("POST", `/alerts/drafts/${id}/dismiss`, { as: "viewer", body: {} })).status).toBe(403);
  expect((await api.call("POST", `/alerts/drafts/${id}/dismiss`, { as: "responder", body: {} })).status).toBe(200);
  expect((await drafts()).map((d: { id: string }) => d.id)).not.toContain(id);
  expect(await api.db.auditEvent.count({ where: { action: "alert.dismiss", object: `alert:${id}` } })).toBe(1);
});

test("without an alert token nothing is kept; an account's token is none, and an ended one neither", async () => {
  const alert = anAlert();
  for (const authorization of ["", "Bearer bka_made-up", `Bearer ${api.tokens.admin}`])
    expect((await send([alert], authorization)).status).toBe(401);
  const other = (await api.call("POST", "/alert-tokens", { as: "admin", body: { name: "old" } })).body.token;
  const [row] = (await api.call("GET", "/alert-tokens", { as: "admin" })).body.items;
  expect(JSON.stringify(row)).not.toContain(other);
  await api.call("DELETE", `/alert-tokens/${row.id}`, { as: "admin" });
  expect((await send([alert], `Bearer ${other}`)).status).toBe(401);
  expect(await draftOf(alert.fingerprint)).toBeNull();
  expect((await api.call("POST", "/alert-tokens", { as: "commander", body: { name: "x" } })).status).toBe(403);
  // And the alert token opens nothing else.
  expect((await api.call("GET", "/incidents", { as: { authorization: `Bearer ${token}` } })).status).toBe(401);
});

test("a storm is kept up to a limit, and the sender is told", async () => {
  const storm = Array.from({ length: 499 }, () => anAlert());
  await send(storm);
  const more = await send([anAlert(), anAlert(), anAlert()]);
  expect(more.status).toBe(429);
  expect(more.headers.get("retry-after")).toBe("60");
  expect(await api.db.alertDraft.count({ where: { status: "firing", dismissedAt: null, incidentNumber: null } })).toBe(
    500,
  );
});
