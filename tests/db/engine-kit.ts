import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterAll } from "vitest";
import { createCommunicationStore } from "#lib/adapters/postgres/communication/store.ts";
import { connectionName, createEngineStore } from "#lib/adapters/postgres/engine-store.ts";
import { createInvestigationStore } from "#lib/adapters/postgres/investigation-store.ts";
import { listen } from "#lib/adapters/postgres/listen.ts";
import { createOutputStore } from "#lib/adapters/postgres/output-store.ts";
import { createReadinessStore } from "#lib/adapters/postgres/readiness-store.ts";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import { createRunStore } from "#lib/adapters/postgres/run-store.ts";
import { createSignalStore } from "#lib/adapters/postgres/signal-store.ts";
import { createWatchStore } from "#lib/adapters/postgres/watch-store.ts";
import { prometheusReader } from "#lib/adapters/prometheus/reader.ts";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import { loadEngineKey, publishEngineKey } from "#lib/adapters/secrets/engine-key.ts";
import { createSealer } from "#lib/adapters/secrets/sealer.ts";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import type { Actor, Role } from "#lib/domain/actor/actor.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { isActive } from "#lib/domain/run/status.ts";
import type { Patience } from "#lib/engine/deps.ts";
import { startEngine } from "#lib/engine/engine.ts";
import { createHosts } from "#lib/engine/hosts.ts";
import { NOTICE_CHANNEL, Notice } from "#lib/realtime/contract.ts";
import { canonical, sha256 } from "#lib/services/canonical.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { getRun } from "#lib/services/runs/get.ts";
import { createRunFollowUps } from "#lib/services/verification/follow-up.ts";
import { FakeNotifier } from "#lib/testing/fake-notifier.ts";
import { startSshd } from "#lib/testing/sshd.ts";
import { createTestDatabase } from "./database.ts";
import { until } from "./until.ts";

const PATIENCE: Patience = { reachMs: 1_500, contactMs: 5_000, retryMs: 100, graceMs: 1_000, readinessMs: null };
const log = pino({ level: "silent" });
const clock = { now: () => new Date() };

/** A real PostgreSQL, a real sshd, a real engine and the services: an incident with one target whose parameters point to a fresh directory. */
export async function createKit(playbook: Playbook, options: { engine?: boolean } = {}) {
  const db = await createTestDatabase();
  const sshd = await startSshd();
  const home = mkdtempSync(join(tmpdir(), "backout-target-"));
  const recorder = createRecorder({ clock });
  const key = await loadEngineKey(join(sshd.directory, "engine.key"));
  await publishEngineKey(db.prisma, key);
  const sealer = createSealer(db.prisma);
  const queue = await createQueue({ url: db.url, works: true, log });
  const runs = createRunStore({
    db: db.prisma,
    recorder,
    clock,
    followUps: createRunFollowUps({ clock, recorder, queue }),
  });
  const ctx = (role: Role = "commander", id: string = role): ServiceContext => ({
    actor: { kind: "user", id, name: id, role } satisfies Actor,
    db: db.prisma,
    clock,
    queue,
    recorder,
    runs,
    sealer,
  });
  const version = await db.prisma.playbookVersion.create({
    data: {
      playbook: playbook.playbook,
      title: playbook.title,
      hash: sha256(canonical(playbook)),
      content: playbook as object,
    },
  });
  const addTarget = async (name: string, over: Record<string, unknown> = {}) => {
    const id = crypto.randomUUID();
    const { sealed, keyFingerprint } = await sealer.seal(sshd.privateKey, id);
    return db.prisma.target.create({
      data: {
        id,
        name,
        host: sshd.host,
        port: sshd.port,
        login: sshd.user,
        hostKeySha256: sshd.hostKeySha256,
        environment: "drill",
        playbookVersionId: version.id,
        parameters: { HOME_DIR: home },
        watchSeconds: 5,
        credential: { create: { kind: "key", sealed: new Uint8Array(sealed), keyFingerprint } },
        ...over,
      },
    });
  };
  const target = await addTarget("host-1");
  const declare = async (targetIds = [target.id]) =>
    (
      await db.prisma.incident.create({
        data: {
          title: "It is broken",
          severity: "major",
          severityReason: "test",
          playbookVersionId: version.id,
          declaredBy: ctx().actor,
          targets: { create: targetIds.map((targetId) => ({ targetId })) },
        },
      })
    ).number;

  const launch = async (id = "engine-1", work = queue) => {
    const hosts = createHosts({ executor: sshExecutor(), opener: key });
    const started = Promise.withResolvers<Awaited<ReturnType<typeof startEngine>>>();
    const ear = listen(
      db.url,
      NOTICE_CHANNEL,
      (payload) => {
        const notice = Notice.parse(JSON.parse(payload));
        if (notice.t === "wake") void started.promise.then((engine) => engine.wake(notice.run));
      },
      { name: connectionName(id) },
    );
    await ear.listening;
    const engine = await startEngine(
      {
        engine: { kind: "engine", id, name: id },
        runs,
        store: createEngineStore({ db: db.prisma, queue, recorder }),
        communication: createCommunicationStore({
          db: db.prisma,
          recorder,
          queue,
          clock,
          origin: "http://backout.test",
        }),
        notifier: new FakeNotifier(),
        investigations: createInvestigationStore({ db: db.prisma, recorder, clock }),
        readiness: createReadinessStore({ db: db.prisma, queue, recorder, clock }),
        output: createOutputStore(db),
        signals: createSignalStore({ db: db.prisma, queue, recorder, clock }),
        metrics: prometheusReader(),
        watches: createWatchStore({ db: db.prisma, recorder, clock }),
        hosts,
        opener: key,
        clock,
        log,
      },
      work,
      PATIENCE,
    );
    started.resolve(engine);
    return {
      ...engine,
      async stop() {
        await engine.stop();
        await ear.close();
      },
    };
  };
  const engine = options.engine === false ? null : await launch();
  afterAll(async () => {
    await engine?.stop();
    await queue.stop();
    await sshd.stop();
    rmSync(home, { recursive: true, force: true });
  });
  /** The run once `is` holds; the longest a test may wait for it is its own time limit. */
  const runUntil = (runId: string, is: (run: Awaited<ReturnType<typeof getRun>>) => boolean) =>
    until(() => getRun(ctx(), runId), is);
  const rested = (runId: string) => runUntil(runId, (run) => !isActive(run.status) || run.status === "waiting");
  /** Keys of steps whose files the host still has. */
  async function leftOnHost(): Promise<string[]> {
    const { name, host, port, login: user, hostKeySha256, shell } = target;
    const address = { name, host, port, user, hostKeySha256, shell };
    const session = await sshExecutor().open(address, { kind: "key", privateKey: sshd.privateKey });
    return session.list().finally(() => session.close());
  }
  return {
    leftOnHost,
    db,
    sshd,
    home,
    ctx,
    runs,
    target,
    addTarget,
    declare,
    launch,
    engine,
    until: runUntil,
    rested,
    queue,
    version,
  };
}
