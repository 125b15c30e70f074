import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { afterAll, expect, test } from "vitest";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import { secretContext } from "#lib/domain/playbook/secret-context.ts";
import { createPlan } from "#lib/services/plans/create.ts";
import { getPlan } from "#lib/services/plans/get.ts";
import { savePlaybookState } from "#lib/services/playbooks/current.ts";
import { readOutput } from "#lib/services/runs/output.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { createTarget } from "#lib/services/targets/create.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createKit } from "./engine-kit.ts";

const PASSWORD = "sword-fish & 'chips' €7";
const wait = (file: string) => `while [ ! -e "$HOME_DIR/${file}" ]; do sleep 0.1; done`;
const kit = await createKit(
  {
    ...smallPlaybook({
      "scripts/look.sh": [
        '[ "$(printf %s "$DB_PASSWORD" | wc -c)" -eq 25 ] || die "not the password"',
        // The pattern comes by a pipe, so that this look is not what it finds; a process may be gone by the time its turn comes.
        'if printf %s "$DB_PASSWORD" | grep -qsaF -f - /proc/[0-9]*/cmdline; then die "stands in an argument"; fi',
        'echo "all: $DB_PASSWORD"',
        'printf "in two: sword"',
        wait("half"),
        'echo "$DB_PASSWORD" | cut -c6-',
        'printf %s "root:$DB_PASSWORD" | base64',
        'out FOUND "it is $DB_PASSWORD"',
      ].join("\n"),
      "scripts/probe-changed.sh": 'detail "asked with $DB_PASSWORD"',
      "scripts/words.sh": 'candidate good good "$DB_PASSWORD is right" proven',
    }),
    parameters: {
      HOME_DIR: { type: "abs-path", title: "Where it works", required: true },
      DB_PASSWORD: { type: "secret", title: "Password of the database", required: true },
    },
  },
  { engine: false },
);
await savePlaybookState(kit.db.prisma, "small", { versionId: kit.version.id, problem: null });
const log = pino({ level: "silent" });
const engines: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(engines.map((stop) => stop())));

/** An engine with a queue of its own, so that it can leave for good. */
async function engine(id: string) {
  const queue = await createQueue({ url: kit.db.url, works: true, log });
  const launched = await kit.launch(id, queue);
  let isGone = false;
  const stop = async () => {
    if (isGone) return;
    isGone = true;
    await launched.stop();
    await queue.stop();
  };
  engines.push(stop);
  return stop;
}

const target = await createTarget(kit.ctx("admin"), {
  name: "host-2",
  host: kit.sshd.host,
  port: kit.sshd.port,
  user: kit.sshd.user,
  hostKeySha256: kit.sshd.hostKeySha256,
  environment: "drill",
  playbook: "small",
  parameters: { HOME_DIR: kit.home },
  secrets: { DB_PASSWORD: PASSWORD },
  watchSeconds: 5,
  credential: { kind: "key", privateKey: kit.sshd.privateKey },
});

async function output(runId: string, stepRunId: string) {
  const read = await readOutput(kit.ctx(), { runId, stepRunId, from: 0 });
  const pieces: Uint8Array[] = [];
  for await (const piece of read.bytes) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  return { ...read, text: bytes.toString(), hash: createHash("sha256").update(bytes).digest("hex") };
}

/** Every row of every table, as text; bytes as the letters they are. */
async function everything(): Promise<string> {
  const tables = await kit.db.prisma.$queryRaw<{ name: string }[]>`
    SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`;
  const rows = await Promise.all(
    tables.map(({ name }) => kit.db.prisma.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`)),
  );
  const chunks = await kit.db.prisma.outputChunk.findMany();
  return [...rows.flat().map(({ row }) => row), ...chunks.map((c) => Buffer.from(c.bytes).toString())].join("\n");
}

test("a secret that a step prints is stored nowhere, though the engine changes in the middle of it", async () => {
  const stopFirst = await engine("engine-1");
  const incident = await kit.declare([target.id]);
  const { run } = await startRun(kit.ctx(), {
    incident,
    idempotencyKey: "masked-run-1",
    body: { procedure: "level-1" },
  });
  const stars = "*".repeat(Buffer.byteLength(PASSWORD));
  const before = `all: ${stars}\nin two: `;
  await kit.until(run.id, (r) => (r.steps[0]?.output.bytes ?? 0) >= before.length);
  await stopFirst();
  const stepRunId = (await kit.until(run.id, () => true)).steps[0]?.stepRunId ?? "";
  expect(await output(run.id, stepRunId), "the half of it is not stored yet").toMatchObject({
    text: before,
    complete: false,
  });

  await engine("engine-2");
  writeFileSync(join(kit.home, "half"), "");
  const done = await kit.rested(run.id);
  expect(done).toMatchObject({ status: "succeeded", reason: null, secrets: { "host-2": { DB_PASSWORD: "set" } } });
  expect(done.steps.every((s) => s.output.complete)).toBe(true);
  const sealed = await output(run.id, stepRunId);
  const base64 = Buffer.from(`root:${PASSWORD}`).toString("base64");
  expect(sealed.text).toBe(`${before}${stars}\n${base64.slice(0, 7)}${"*".repeat(base64.length - 7)}\n`);
  expect(sealed).toMatchObject({ complete: true, sha256: sealed.hash });
  expect(done.steps[0]?.captures).toEqual({ FOUND: `it is ${stars}` });
  expect(done.proofs).toContainEqual(expect.objectContaining({ probe: "changed", detail: `asked with ${stars}` }));

  const stored = await everything();
  expect(stored).toContain(stars);
  for (const secret of [PASSWORD, PASSWORD.slice(0, 12), base64.slice(8, 20), kit.sshd.privateKey.split("\n")[2] ?? ""])
    expect(stored).not.toContain(secret);
});

test("a plan names a secret, masks what was listed with it, and its hash moves with what is sealed", async () => {
  await engine("engine-3");
  const resolved = async () => {
    const incident = await kit.declare([target.id]);
    const { planId } = await createPlan(kit.ctx(), { incident, body: { procedure: "level-2" } });
    for (;;) {
      const view = await getPlan(kit.ctx(), planId);
      if (view.state !== "resolving") return view;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const [first, same] = [await resolved(), await resolved()];
  expect(first).toMatchObject({ state: "ready", secrets: { "host-2": { DB_PASSWORD: "set" } } });
  expect(first.candidates.WORD?.["host-2"]?.[0]?.why).toMatch(/^\*{25} is right$/);
  expect(JSON.stringify(first)).not.toContain(PASSWORD.slice(0, 12));
  expect(same.hash).toBe(first.hash);

  const { sealed } = await kit.ctx().sealer.seal(PASSWORD, secretContext(target.id, "DB_PASSWORD"));
  await kit.db.prisma.targetSecret.updateMany({
    where: { targetId: target.id },
    data: { sealed: new Uint8Array(sealed) },
  });
  expect((await resolved()).hash).not.toBe(first.hash);
});

test("a secret that does not open stops the run before anything is run, and says why", async () => {
  await engine("engine-4");
  const { sealed } = await kit.ctx().sealer.seal(PASSWORD, secretContext(target.id, "ANOTHER"));
  await kit.db.prisma.targetSecret.updateMany({
    where: { targetId: target.id },
    data: { sealed: new Uint8Array(sealed) },
  });
  const { run } = await startRun(kit.ctx(), {
    incident: await kit.declare([target.id]),
    idempotencyKey: "masked-run-2",
    body: { procedure: "level-1" },
  });
  const rested = await kit.rested(run.id);
  expect(rested).toMatchObject({
    status: "failed",
    reason: expect.stringMatching(/cannot be opened.*Nothing of this step was run/),
  });
  expect(rested.steps[0]?.output.bytes).toBe(0);
});
