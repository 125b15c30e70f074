import { expect, test } from "vitest";
import { type Action, may } from "#lib/domain/actor/permission.ts";
import { ROUTES } from "#lib/web/routes/index.ts";
import { createApi, HOST_KEY, newTarget, PASSWORD, ROLES } from "./api-kit.ts";

const api = await createApi();
await api.addTarget("host-1");
const number = await api.declare();
const run = await api.call("POST", `/incidents/${number}/runs`, {
  as: "commander",
  body: { procedure: "level-1" },
  headers: { "idempotency-key": "role-matrix-run" },
});
const step = await api.db.stepRun.findFirstOrThrow({ where: { runId: run.body.id } });

/** Who may do it, and a body that would be accepted. A route that is not here fails the test: a new one has to say who may use it. */
const EVERYBODY: Action[] = [];
const RULES: Record<string, { needs: Action[]; body?: unknown; query?: string }> = {
  "GET /me": { needs: EVERYBODY },
  "GET /users": { needs: ["user.manage"] },
  "POST /users": {
    needs: ["user.manage"],
    body: { handle: "matrix", name: "Matrix", role: "viewer", password: PASSWORD },
  },
  "POST /users/{id}/role": { needs: ["user.manage"], body: { role: "viewer" } },
  "POST /users/{id}/disable": { needs: ["user.manage"] },
  "GET /tokens": { needs: ["token.manage.own"] },
  "POST /tokens": { needs: ["token.manage.own"], body: { name: "matrix" } },
  "DELETE /tokens/{id}": { needs: ["token.manage.own"] },
  "GET /push": { needs: ["push.manage.own"] },
  "POST /push/subscriptions": {
    needs: ["push.manage.own"],
    body: {
      endpoint: "https://push.example.com/matrix",
      keys: { p256dh: "B".repeat(87), auth: "A".repeat(22) },
      serverKey: "another",
      label: "matrix",
    },
  },
  "DELETE /push/subscriptions/{id}": { needs: ["push.manage.own"] },
  "POST /push/subscriptions/{id}/test": { needs: ["push.manage.own"] },
  "GET /audit": { needs: ["audit.read"] },
  "GET /audit/verification": { needs: ["audit.read"] },
  "GET /playbooks": { needs: ["incident.read"] },
  "GET /playbooks/{id}": { needs: ["incident.read"] },
  "GET /targets": { needs: ["target.read"] },
  "POST /targets": {
    needs: ["target.manage"],
    body: { ...newTarget("matrix"), hostKeySha256: HOST_KEY, playbook: "nothing" },
  },
  "GET /responders": { needs: ["incident.read"] },
  "POST /incidents/{number}/roles/{role}/take": { needs: ["role.take"] },
  "POST /incidents/{number}/roles/{role}/assign": { needs: ["role.assign"], body: { to: "nobody" } },
  "POST /incidents/{number}/roles/{role}/hand-over": {
    needs: ["role.take"],
    body: { to: "nobody", note: "matrix of roles" },
  },
  "POST /incidents/{number}/roles/{role}/answer": { needs: ["role.take"], body: { accepted: true } },
  "POST /incidents/{number}/roles/{role}/release": { needs: ["role.take"] },
  "POST /assessments": { needs: ["incident.declare"], body: { playbook: "nothing", signals: {} } },
  "GET /readiness": { needs: ["target.read"] },
  "GET /targets/{id}/readiness": { needs: ["target.read"] },
  "POST /targets/{id}/readiness/check": { needs: ["readiness.check"] },
  "GET /drills": { needs: ["incident.read"] },
  "POST /drills": {
    needs: ["drill.manage"],
    body: {
      title: "Matrix",
      playbook: "nothing",
      procedure: "nothing",
      scenario: "nothing",
      targets: ["nowhere"],
      owner: "matrix",
      scheduledAt: "2999-01-01T10:00:00.000Z",
    },
  },
  "GET /drills/{number}": { needs: ["incident.read"] },
  "GET /drill-trends": { needs: ["incident.read"] },
  "GET /drill-actions": { needs: ["incident.read"] },
  "POST /drill-actions/{id}/close": { needs: ["drill.take-part"], body: { state: "done" } },
  "POST /drills/{number}/reschedule": {
    needs: ["drill.manage"],
    body: { scheduledAt: "2999-01-01T10:00:00.000Z" },
  },
  "POST /drills/{number}/start": { needs: ["drill.manage"] },
  "POST /drills/{number}/inject": { needs: ["drill.manage"] },
  "POST /drills/{number}/reset": { needs: ["drill.manage"] },
  "POST /drills/{number}/detect": { needs: ["drill.take-part"] },
  "POST /drills/{number}/participants": { needs: ["drill.take-part"], body: { participants: [] } },
  "POST /drills/{number}/{list}/{item}": { needs: ["drill.take-part"], body: { ticked: true } },
  "POST /drills/{number}/lessons": { needs: ["drill.take-part"], body: { text: "matrix" } },
  "POST /drills/{number}/actions": {
    needs: ["drill.take-part"],
    body: { title: "matrix", owner: "matrix", dueAt: "2999-01-01T10:00:00.000Z" },
  },
  "POST /drills/{number}/review": { needs: ["drill.manage"] },
  "POST /drills/{number}/finish": { needs: ["drill.manage"] },
  "POST /drills/{number}/cancel": { needs: ["drill.manage"], body: { reason: "matrix" } },
  "GET /drills/{number}/report": { needs: ["incident.read"] },
  "GET /incidents": { needs: ["incident.read"] },
  "POST /incidents": {
    needs: ["incident.declare"],
    body: { title: "Matrix", targets: ["nowhere"], severity: "minor", reason: "matrix" },
  },
  "GET /incidents/{number}": { needs: ["incident.read"] },
  "POST /incidents/{number}/events": { needs: ["incident.note"], body: { text: "note" } },
  "POST /incidents/{number}/checklist/{item}": { needs: ["checklist.tick"], body: { ticked: true } },
  "POST /incidents/{number}/severity": { needs: ["severity.change"], body: { severity: "major", reason: "matrix" } },
  "POST /incidents/{number}/resolve": { needs: ["incident.resolve"] },
  "GET /incidents/{number}/communication": { needs: ["incident.read"] },
  "POST /incidents/{number}/deadlines/{item}/done": { needs: ["communication.tick"] },
  "POST /incidents/{number}/deadlines/{item}/cancel": { needs: ["communication.tick"], body: { reason: "matrix" } },
  "POST /incidents/{number}/drafts": { needs: ["communication.draft"], body: { template: "nothing" } },
  "PUT /incidents/{number}/drafts/{id}": {
    needs: ["communication.draft"],
    body: { version: 1, subject: "matrix", body: "matrix" },
  },
  "POST /incidents/{number}/drafts/{id}/send": {
    needs: ["communication.send"],
    body: { version: 1, to: [{ channelId: "nothing" }] },
  },
  "GET /incidents/{number}/drafts/{id}/export": { needs: ["incident.read"] },
  "POST /incidents/{number}/deliveries/{id}/retry": { needs: ["communication.send"] },
  "GET /contacts": { needs: ["incident.read"] },
  "POST /contacts": { needs: ["contact.manage"], body: { name: "Matrix" } },
  "PUT /contacts/{id}": { needs: ["contact.manage"], body: { name: "Matrix" } },
  "DELETE /contacts/{id}": { needs: ["contact.manage"] },
  "GET /channels": { needs: ["incident.read"] },
  "POST /channels": { needs: ["channel.manage"], body: { name: "matrix", channel: { kind: "status-page" } } },
  "POST /channels/{id}/switch": { needs: ["channel.manage"], body: { enabled: false } },
  "POST /channels/{id}/test": { needs: ["channel.manage"], body: {} },
  "DELETE /channels/{id}": { needs: ["channel.manage"] },
  "POST /incidents/{number}/escalation/acknowledge": { needs: ["escalation.acknowledge"] },
  "GET /status/components": { needs: ["incident.read"] },
  "POST /status/components": { needs: ["channel.manage"], body: { title: "Matrix" } },
  "POST /status/components/{id}/state": { needs: ["communication.send"], body: { state: "outage" } },
  "DELETE /status/components/{id}": { needs: ["channel.manage"] },
  "GET /incidents/{number}/rca": { needs: ["incident.read"] },
  "PUT /incidents/{number}/rca": { needs: ["rca.edit"], body: { version: 99, values: {} } },
  "POST /incidents/{number}/rca/publish": { needs: ["rca.publish"], body: { version: 99 } },
  "GET /incidents/{number}/rca/export": { needs: ["incident.read"] },
  "POST /incidents/{number}/plans": { needs: ["plan.create"], body: { procedure: "nothing" } },
  "GET /plans/{id}": { needs: ["incident.read"] },
  "POST /incidents/{number}/runs": { needs: ["run.start.reversible"], body: { procedure: "level-1" } },
  "POST /incidents/{number}/investigations": { needs: ["evidence.collect"] },
  "POST /incidents/{number}/evidence": {
    needs: ["incident.note"],
    body: { runId: "nothing", stepRunId: "nothing", from: 1, to: 1 },
  },
  "GET /incidents/{number}/evidence/{id}/content": { needs: ["incident.read"] },
  "POST /incidents/{number}/verifications": { needs: ["run.start.reversible"] },
  "GET /runs": { needs: ["incident.read"] },
  "GET /runs/{id}": { needs: ["incident.read"] },
  "GET /runs/{id}/steps/{stepRunId}/output": { needs: ["incident.read"] },
  "GET /runs/{id}/steps/{stepRunId}/output/lines": { needs: ["incident.read"] },
  "GET /runs/{id}/output/search": { needs: ["incident.read"], query: "?q=matrix" },
  "POST /runs/{id}/cancel": { needs: ["run.stop"] },
  "POST /runs/{id}/approve": { needs: ["run.approve"] },
  "POST /runs/{id}/break-glass": {
    needs: ["run.break-glass"],
    body: { reason: "matrix of roles", password: PASSWORD },
  },
  "POST /runs/{id}/break-glass/review": { needs: ["run.review-glass"], body: { review: "matrix of roles" } },
  "POST /runs/{id}/start": { needs: ["run.start.any"] },
  "POST /runs/{id}/steps/{stepRunId}/confirm": { needs: ["run.operate"], body: {} },
  "POST /runs/{id}/steps/{stepRunId}/retry": { needs: ["run.operate"] },
  "POST /runs/{id}/steps/{stepRunId}/skip": { needs: ["run.operate"], body: { reason: "matrix" } },
  "POST /runs/{id}/steps/{stepRunId}/prove": { needs: ["run.operate"], body: {} },
  "GET /incidents/{number}/export": { needs: ["incident.read", "audit.read"], query: "?format=html" },
  "GET /runs/{id}/watches": { needs: ["incident.read"] },
  "GET /targets/{id}/card": { needs: ["target.read"] },
  "GET /targets/{id}/metrics-source": { needs: ["target.read"] },
  "PUT /targets/{id}/metrics-source": { needs: ["target.manage"], body: { url: "http://prometheus.test" } },
  "DELETE /targets/{id}/metrics-source": { needs: ["target.manage"] },
  "GET /targets/{id}/measurements": { needs: ["target.read"] },
  "POST /targets/{id}/measurements": { needs: ["target.read"] },
  "GET /metrics/incidents": { needs: ["incident.read"] },
  "GET /alerts/drafts": { needs: ["incident.read"] },
  "POST /alerts/drafts/{id}/dismiss": { needs: ["incident.declare"] },
  "GET /alert-tokens": { needs: ["user.manage"] },
  "POST /alert-tokens": { needs: ["user.manage"], body: { name: "matrix" } },
  "DELETE /alert-tokens/{id}": { needs: ["user.manage"] },
  "POST /runs/{id}/undo": { needs: ["run.start.reversible"] },
};

const pathOf = (path: string) =>
  path
    .replace("{number}", String(number))
    .replace("{stepRunId}", step.id)
    .replace("{list}", "steps")
    .replace("{role}", "scribe")
    .replace("{item}", "nothing")
    .replace("{id}", path.startsWith("/runs") ? run.body.id : path.startsWith("/playbooks") ? "small" : "nothing");

test("every route says who may use it", () => {
  expect(Object.keys(RULES).sort()).toEqual(ROUTES.map((r) => `${r.method} ${r.path}`).sort());
});

for (const route of ROUTES) {
  const rule = RULES[`${route.method} ${route.path}`];
  if (!rule) continue;
  for (const role of ROLES) {
    const isAllowed = rule.needs.every((action) => may(role, action));
    test(`${route.method} ${route.path} is ${isAllowed ? "open to" : "closed for"} a ${role}`, async () => {
      const audit = await api.db.auditEvent.count();
      const { status, body } = await api.call(route.method, `${pathOf(route.path)}${rule.query ?? ""}`, {
        as: role,
        headers: { "idempotency-key": `matrix-${role}-${Math.random()}` },
        ...(route.method === "GET" ? {} : { body: rule.body ?? {} }),
      });
      if (isAllowed) expect([401, 403, 500]).not.toContain(status);
      else {
        expect(status).toBe(403);
        expect(body).toMatchObject({ code: "forbidden" });
        expect(body.detail).toMatch(/Your role is \w+; this needs .+\. Nothing was changed\./);
        expect(await api.db.auditEvent.count()).toBe(audit);
      }
    });
  }
}
