import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { loadEngineKey, publishEngineKey } from "#lib/adapters/secrets/engine-key.ts";
import type { CommunicationView } from "#lib/contract/communication.ts";
import { startSmtpServer } from "#lib/testing/contracts/notifier/smtp-lab.ts";
import { ORIGIN } from "./api-kit.ts";
import { createCommunicationKit } from "./communication-kit.ts";
import { until } from "./until.ts";

// Long enough that a busy machine has killed both before the second step falls due.
const SOON_MS = 10_000;
const kit = await createCommunicationKit({ soon: SOON_MS, later: 1_800_000 });
const directory = mkdtempSync(path.join(tmpdir(), "backout-kill-"));
// The child's key is the one that secrets are sealed to from here on.
await kit.db.credential.deleteMany();
await publishEngineKey(kit.db, await loadEngineKey(path.join(directory, "engine.key")));
const smtp = await startSmtpServer();
const children = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await smtp.stop();
  rmSync(directory, { recursive: true });
});
beforeEach(() => {
  smtp.behave("accept");
  smtp.mails.length = 0;
});

async function start(file: string, ...args: string[]) {
  const child = fork(path.join(import.meta.dirname, file), args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  children.add(child);
  const [said] = await once(child, "message");
  return {
    said,
    async kill() {
      child.kill("SIGKILL");
      await once(child, "exit");
      children.delete(child);
    },
  };
}
const startEngine = () => start("communication-engine.ts", kit.url, directory, ORIGIN);
async function startWeb() {
  const { said: port, kill } = await start("communication-web.ts", kit.url, ORIGIN);
  const call = async (method: string, to: string, body?: unknown) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1${to}`, {
      method,
      headers: {
        authorization: `Bearer ${kit.tokens.commander}`,
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return answer.json();
  };
  return { call, kill };
}
type Web = Awaited<ReturnType<typeof startWeb>>;
const communication = (web: Web, number: number): Promise<CommunicationView> =>
  web.call("GET", `/incidents/${number}/communication`);
const declare = async (web: Web): Promise<number> =>
  (
    await web.call("POST", "/incidents", {
      title: "Uploads fail",
      targets: ["host-1"],
      severity: "critical",
      reason: "killed",
    })
  ).number;

test("set up: a mail server and two people", async () => {
  const channel = { kind: "smtp", host: "127.0.0.1", port: smtp.port, security: "none", from: "backout@example.test" };
  expect((await kit.call("POST", "/channels", { as: "admin", body: { name: "mail", channel } })).status).toBe(201);
  for (const [name, role] of [
    ["olga", "on-call"],
    ["lena", "lead"],
  ])
    await kit.call("POST", "/contacts", {
      as: "commander",
      body: { name, roles: [role], email: `${name}@example.test` },
    });
});

test("kill -9 of web and engine, and deadlines that fall due while neither lives: each is told and each step fires once", async () => {
  const [web, engine] = [await startWeb(), await startEngine()];
  const number = await declare(web);
  await until(
    async () => smtp.mails.length,
    (mails) => mails === 1,
  );
  await Promise.all([web.kill(), engine.kill()]);
  // Nothing lives that could act; the timers pass.
  const { dueAt } = await kit.db.escalationStep.findFirstOrThrow({ where: { incidentNumber: number, step: "lead" } });
  await until(
    async () => Date.now(),
    (now) => now > dueAt.getTime(),
  );
  expect(
    (await kit.db.escalationStep.findFirst({ where: { incidentNumber: number, step: "lead" } }))?.firedAt,
  ).toBeNull();

  const [web2, engine2, engine3] = [await startWeb(), await startEngine(), await startEngine()];
  await until(
    async () => smtp.mails.length,
    (mails) => mails >= 2,
  );
  const after = await until(
    () => communication(web2, number),
    (view) => view.deliveries.length >= 2 && view.deliveries.every((d) => d.endedAt !== null),
  );
  expect(after.escalation.steps.map((s) => s.state)).toEqual(["called", "called", "waiting"]);
  expect(after.deadlines.filter((d) => d.state === "overdue").map((d) => d.item)).toEqual(["phoned", "lead", "page"]);
  await until(
    () => kit.timeline(number, /overdue/),
    (told) => told.length >= 3,
  );
  // Once more, by an engine that knows nothing of the others.
  await engine2.kill();
  const engine4 = await startEngine();
  expect(smtp.mails.map((m) => m.to[0])).toEqual(["olga@example.test", "lena@example.test"]);
  expect(await kit.timeline(number, /overdue/)).toHaveLength(3);
  expect(await kit.timeline(number, /escalation\.called/)).toHaveLength(2);
  await Promise.all([web2.kill(), engine3.kill(), engine4.kill()]);
});

test("kill -9 of the engine in the middle of a mail: the outcome is not known, and nothing is sent twice", async () => {
  smtp.behave("hang");
  const [web, engine] = [await startWeb(), await startEngine()];
  const number = await declare(web);
  await until(
    async () => smtp.mails.length,
    (mails) => mails === 1,
  );
  await engine.kill();
  smtp.behave("accept");
  const next = await startEngine();
  const view = await until(
    () => communication(web, number),
    (all) => all.deliveries.find((d) => d.recipientName === "olga")?.endedAt != null,
  );
  expect(view.deliveries.find((d) => d.recipientName === "olga")).toMatchObject({
    state: "unknown",
    answer: "the engine ended in the middle of it",
    attempts: [{ attempt: 1, outcome: "unknown" }],
  });
  expect(smtp.mails.filter((m) => m.to[0] === "olga@example.test")).toHaveLength(1);
  await Promise.all([web.kill(), next.kill()]);
});

test("what was handed over while no engine lived is sent by the next one, once", async () => {
  const web = await startWeb();
  const number = await declare(web);
  const draft = await web.call("POST", `/incidents/${number}/drafts`, { item: "lead" });
  const saved = await web.call("PUT", `/incidents/${number}/drafts/${draft.id}`, {
    version: draft.version,
    subject: "By hand",
    body: "We roll back.",
  });
  const { id } = await kit.db.channel.findFirstOrThrow({ where: { name: "mail" } });
  const to = [{ channelId: id, recipient: "lena@example.test", recipientName: "lena" }];
  await web.call("POST", `/incidents/${number}/drafts/${draft.id}/send`, { version: saved.version, to });
  await web.kill();
  expect(smtp.mails).toEqual([]);
  const engine = await startEngine();
  await until(
    async () => smtp.mails.filter((m) => m.source.includes("Subject: By hand")).length,
    (mails) => mails === 1,
  );
  await engine.kill();
});
