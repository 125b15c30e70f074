import { describe, expect, test } from "vitest";
import { approveRun } from "#lib/services/approvals/approve.ts";
import { getRun } from "#lib/services/runs/get.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { startArmedRun } from "#lib/services/runs/start-armed.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createKit } from "./engine-kit.ts";

const kit = await createKit(smallPlaybook(), { engine: false });
const ctx = kit.ctx();
const { prisma } = kit.db;

const sealed = (byte: number) => new Uint8Array(200).fill(byte);

/** Level 3 asked for by one commander and approved by another, on a target of its own. */
async function armed() {
  const target = await kit.addTarget(`host-${crypto.randomUUID().slice(0, 8)}`);
  await prisma.targetSecret.create({
    data: { targetId: target.id, name: "DB_PASSWORD", sealed: sealed(1), keyFingerprint: "test" },
  });
  const incident = await kit.declare([target.id]);
  const { run } = await startRun(ctx, {
    incident,
    idempotencyKey: crypto.randomUUID(),
    body: { procedure: "level-3", choices: {} },
  });
  expect(await approveRun(kit.ctx("commander", "commander-2"), run.id)).toMatchObject({ status: "armed" });
  return { runId: run.id, targetId: target.id, name: target.name };
}
type Armed = Awaited<ReturnType<typeof armed>>;

const changes: [part: string, change: (armed: Armed) => Promise<unknown>][] = [
  ["the address", ({ targetId: id }) => prisma.target.update({ where: { id }, data: { host: "127.0.0.2" } })],
  ["the address", ({ targetId: id }) => prisma.target.update({ where: { id }, data: { port: 2222 } })],
  ["the address", ({ targetId: id }) => prisma.target.update({ where: { id }, data: { login: "somebody" } })],
  [
    "the host key",
    ({ targetId: id }) => prisma.target.update({ where: { id }, data: { hostKeySha256: `SHA256:${"B".repeat(43)}` } }),
  ],
  ["the credential", ({ targetId }) => prisma.credential.update({ where: { targetId }, data: { sealed: sealed(9) } })],
  [
    "the secrets",
    ({ targetId }) => prisma.targetSecret.updateMany({ where: { targetId }, data: { sealed: sealed(9) } }),
  ],
  [
    "the parameters",
    ({ runId }) => prisma.runTarget.updateMany({ where: { runId }, data: { parameters: { HOME_DIR: "/elsewhere" } } }),
  ],
  ["the stability window", ({ targetId: id }) => prisma.target.update({ where: { id }, data: { watchSeconds: 1 } })],
  ["the choices", ({ runId: id }) => prisma.run.update({ where: { id }, data: { choices: { BACKUP_ID: "other" } } })],
  ["the option", ({ runId: id }) => prisma.run.update({ where: { id }, data: { option: "other" } })],
  ["the procedure", ({ runId: id }) => prisma.run.update({ where: { id }, data: { procedure: "level-2" } })],
  [
    "the playbook",
    async ({ runId: id }) => {
      const content = { ...smallPlaybook(), title: "Another" };
      const version = await prisma.playbookVersion.create({
        data: { playbook: "small", title: "Another", hash: crypto.randomUUID(), content },
      });
      return prisma.run.update({ where: { id }, data: { playbookVersionId: version.id } });
    },
  ],
];

describe("an approval", () => {
  test("starts what was approved when nothing has changed", async () => {
    const { runId } = await armed();
    expect(await startArmedRun(ctx, runId)).toMatchObject({ status: "queued" });
  });

  test.each(changes)("lapses when %s changed after it, and says so", async (part, change) => {
    const it = await armed();
    await change(it);
    await expect(startArmedRun(ctx, it.runId)).rejects.toMatchObject({
      code: "expired",
      message: expect.stringMatching(new RegExp(`${part}.* changed since\\. .*Nothing was started`)),
    });
    expect(await prisma.run.findUniqueOrThrow({ where: { id: it.runId } })).toMatchObject({ status: "cancelled" });
  });

  test("is given once: a second press of the same person and a press on a started run change nothing", async () => {
    const { runId } = await armed();
    const second = kit.ctx("commander", "commander-2");
    await expect(approveRun(second, runId)).rejects.toMatchObject({ code: "not-possible-now" });
    await startArmedRun(ctx, runId);
    await expect(startArmedRun(ctx, runId)).rejects.toMatchObject({ code: "target-held" });
    expect(await getRun(ctx, runId)).toMatchObject({ status: "queued", approvedBy: ["commander-2"] });
  });

  test("of fifty people at once arms one run once", async () => {
    const target = await kit.addTarget(`host-${crypto.randomUUID().slice(0, 8)}`);
    const incident = await kit.declare([target.id]);
    const body = { procedure: "level-3" };
    const { run } = await startRun(ctx, { incident, idempotencyKey: crypto.randomUUID(), body });
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => approveRun(kit.ctx("commander", `person-${i}`), run.id)),
    );
    expect(answers.filter((a) => a.status === "fulfilled")).toHaveLength(1);
    expect((await kit.runs.load(run.id)).approvals).toHaveLength(1);
  });
});
