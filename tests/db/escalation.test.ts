import { beforeAll, beforeEach, expect, test } from "vitest";
import { startReceiver } from "#lib/testing/contracts/notifier/http-lab.ts";
import { startSmtpServer } from "#lib/testing/contracts/notifier/smtp-lab.ts";
import { createCommunicationKit } from "./communication-kit.ts";
import { until } from "./until.ts";

const kit = await createCommunicationKit({ soon: 2_500, later: 1_800_000 });
let smtp: Awaited<ReturnType<typeof startSmtpServer>>;
let pager: Awaited<ReturnType<typeof startReceiver>>;

beforeAll(async () => {
  smtp = await startSmtpServer();
  pager = await startReceiver({ status: 202, text: "{}" });
  const channels = {
    mail: { kind: "smtp", host: "127.0.0.1", port: smtp.port, security: "none", from: "backout@example.test" },
    pager: { kind: "pagerduty", routingKey: "0123456789abcdef0123456789abcdef", baseUrl: pager.url },
  };
  for (const [name, channel] of Object.entries(channels))
    await kit.call("POST", "/channels", { as: "admin", body: { name, channel } });
  for (const [name, roles] of [
    ["Olga", ["on-call"]],
    ["Lena", ["lead"]],
    ["Elsewhere", ["lead"]],
  ] as const)
    await kit.call("POST", "/contacts", {
      as: "commander",
      body: {
        name,
        roles,
        email: `${name.toLowerCase()}@example.test`,
        playbook: name === "Elsewhere" ? "other" : null,
      },
    });
  return async () => {
    await smtp.stop();
    await pager.stop();
  };
});
beforeEach(() => {
  smtp.mails.length = 0;
  pager.received.length = 0;
});

const called = async (number: number) => (await kit.timeline(number, /escalation\.called/)).map((t) => t.split(":")[0]);
const steps = async (number: number) => (await kit.read(number)).escalation.steps.map((s) => [s.step, s.state]);
const acknowledge = (number: number, as: "responder" | "commander" | "viewer" = "responder") =>
  kit.call("POST", `/incidents/${number}/escalation/acknowledge`, { as, body: {} });
const dueNow = (number: number, step?: string) =>
  kit.db.escalationStep.updateMany({
    where: { incidentNumber: number, ...(step ? { step } : {}) },
    data: { dueAt: new Date(Date.now() - 1_000) },
  });
const mailTo = async (name: string) => {
  await until(
    async () => smtp.mails,
    (mails) => mails.some((m) => m.to[0] === `${name}@example.test`),
  );
  return smtp.mails.find((m) => m.to[0] === `${name}@example.test`)?.source ?? "";
};
const tokenIn = (source: string) =>
  /acknowledge\?token=(?:3D)?([\w-]{43})/.exec(source.replaceAll("=\r\n", ""))?.[1] ?? "";
const byLink = (token: string) => kit.call("POST", "/api/v1/links/acknowledge", { body: { token } });

test("a critical incident calls at once, and the next step when nobody acknowledges", async () => {
  await kit.launch();
  const number = await kit.declare({ severity: "critical" });
  await mailTo("olga");
  expect(await steps(number)).toEqual([
    ["on-call", "called"],
    ["lead", "waiting"],
    ["executives", "waiting"],
  ]);
  expect(await mailTo("lena")).toContain(`[CRITICAL] INC-${number}`);
  expect(smtp.mails.map((m) => m.to[0])).toEqual(["olga@example.test", "lena@example.test"]);
  expect(await called(number)).toEqual(["Escalation, On-call engineer", "Escalation, Lead"]);
});

test("an acknowledgement stops the steps that wait for one, and the pager; the others go on until the harm ends", async () => {
  const engine = await kit.launch();
  const number = await kit.declare({ severity: "critical" });
  await mailTo("olga");
  expect((await acknowledge(number)).status).toBe(200);
  await dueNow(number);
  await engine.look();
  expect(await steps(number)).toEqual([
    ["on-call", "called"],
    ["lead", "stopped"],
    ["executives", "called"],
  ]);
  expect((await kit.read(number)).escalation).toMatchObject({
    acknowledged: { by: { name: "responder" } },
    steps: [{}, { stopReason: "acknowledged by responder" }, {}],
  });
  const events = () => pager.received.map((r) => JSON.parse(r.body).event_action);
  await until(
    async () => events(),
    (all) => all.includes("acknowledge"),
  );
  await kit.call("POST", `/incidents/${number}/resolve`, { as: "commander", body: {} });
  await until(
    async () => events(),
    (all) => all.includes("resolve"),
  );
});

test("a resolved incident calls nobody any more", async () => {
  const engine = await kit.launch();
  const number = await kit.declare({ severity: "critical" });
  await mailTo("olga");
  await kit.call("POST", `/incidents/${number}/resolve`, { as: "commander", body: {} });
  await dueNow(number);
  await engine.look();
  expect(await steps(number)).toEqual([
    ["on-call", "called"],
    ["lead", "stopped"],
    ["executives", "stopped"],
  ]);
  expect(await called(number)).toHaveLength(1);
});

test("of those who acknowledge at once one has it, and the others are told who", async () => {
  const number = await kit.declare({ severity: "critical" });
  const answers = await Promise.all([acknowledge(number), acknowledge(number, "commander"), acknowledge(number)]);
  expect(answers.map((a) => a.status).sort()).toEqual([200, 409, 409]);
  expect(answers.find((a) => a.status === 409)?.body.detail).toMatch(/acknowledged at .*nothing is to be done/);
  expect(await kit.timeline(number, /acknowledged/)).toHaveLength(1);
  expect((await acknowledge(number, "viewer")).status).toBe(403);
});

test("a step fires once, however many engines, jobs and looks come to it, and never beside an acknowledgement", async () => {
  const engines = await Promise.all([kit.launch("engine-1"), kit.launch("engine-2")]);
  for (let round = 0; round < 5; round++) {
    const number = await kit.declare({ severity: "critical" });
    await dueNow(number, "lead");
    await Promise.all([acknowledge(number), ...engines.map((e) => e.look()), ...engines.map((e) => e.look())]);
    await until(
      () => steps(number),
      (all) => all[0]?.[1] !== "waiting" && all[1]?.[1] !== "waiting",
    );
    const rows = await kit.db.delivery.findMany({ where: { incidentNumber: number, action: "call", kind: "smtp" } });
    const names = rows.map((r) => r.recipientName);
    expect(names).toEqual([...new Set(names)]);
    const lead = (await kit.read(number)).escalation.steps.find((s) => s.step === "lead");
    expect(names.includes("Lena")).toBe(lead?.state === "called");
  }
});

test("the link of a mail acknowledges by a press, once, for whom it was sent to; opening it does nothing", async () => {
  await kit.launch();
  const number = await kit.declare({ severity: "critical" });
  const token = tokenIn(await mailTo("olga"));
  expect(token).toHaveLength(43);
  expect((await kit.call("GET", `/api/v1/links/acknowledge?token=${token}`)).status).toBe(404);
  expect((await kit.read(number)).escalation.acknowledged).toBeNull();
  expect((await byLink(token)).body).toEqual({ incident: number, title: "Uploads fail", name: "Olga" });
  expect((await kit.read(number)).escalation.acknowledged).toMatchObject({ by: { kind: "contact", name: "Olga" } });
  expect(await byLink(token)).toMatchObject({ status: 410, body: { code: "expired" } });
  expect((await byLink("A".repeat(43))).status).toBe(410);
  const stored = JSON.stringify([await kit.db.acknowledgeLink.findMany(), await kit.db.delivery.findMany()]);
  expect(stored).not.toContain(token);
});

test("a link that has grown old acknowledges nothing", async () => {
  await kit.launch();
  const number = await kit.declare({ severity: "critical" });
  const token = tokenIn(await mailTo("olga"));
  await kit.db.acknowledgeLink.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
  expect((await byLink(token)).status).toBe(410);
  expect((await kit.read(number)).escalation.acknowledged).toBeNull();
});

test("a drill runs through its steps and calls nobody", async () => {
  const engine = await kit.launch();
  const number = await kit.declare({ severity: "critical", targets: ["drill-1"] });
  await dueNow(number);
  await engine.look();
  const deliveries = await until(
    async () => (await kit.read(number)).deliveries,
    (all) => all.length >= 4 && all.every((d) => d.endedAt !== null),
  );
  expect(new Set(deliveries.map((d) => d.state))).toEqual(new Set(["recorded"]));
  const outside = JSON.stringify([...smtp.mails, ...pager.received]);
  expect(outside).not.toContain(`INC-${number}:`);
  expect(outside).not.toContain(`backout-inc-${number}\\"`);
  expect(await kit.db.acknowledgeLink.count({ where: { escalationStep: { incidentNumber: number } } })).toBe(0);
});

test("a step that reaches nobody says so, with whom to phone", async () => {
  await kit.launch();
  await kit.db.channel.updateMany({ data: { enabled: false } });
  const number = await kit.declare({ severity: "critical" });
  const told = await until(
    () => kit.timeline(number, /escalation\.failed/),
    (all) => all.length > 0,
  );
  await kit.db.channel.updateMany({ data: { enabled: true } });
  expect((await kit.read(number)).escalation.steps[0]?.state).toBe("unreached");
  expect(told[0]).toMatch(/nobody could be called.*Phone Olga/);
});

test("a change to critical calls whom a minor one does not; the way back stops who was not called yet", async () => {
  await kit.launch();
  const number = await kit.declare({ severity: "minor" });
  expect(await steps(number)).toEqual([]);
  expect((await acknowledge(number)).status).toBe(409);
  const change = (severity: string) =>
    kit.call("POST", `/incidents/${number}/severity`, {
      as: "commander",
      body: { severity, reason: "as we know now" },
    });
  await change("critical");
  await mailTo("olga");
  await change("minor");
  expect((await kit.read(number)).escalation.steps.map((s) => [s.state, s.stopReason])).toEqual([
    ["called", null],
    ["stopped", "not called for this severity"],
    ["stopped", "not called for this severity"],
  ]);
});
