import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pino from "pino";
import { createDb, type Db } from "#lib/adapters/postgres/client.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#lib/adapters/postgres/embedded.ts";
import { applyMigrations } from "#lib/adapters/postgres/migrate.ts";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import { createRunStore } from "#lib/adapters/postgres/run-store.ts";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import { canonical, sha256 } from "#lib/services/canonical.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { createRunFollowUps } from "#lib/services/verification/follow-up.ts";
import { type Sshd, startSshd } from "#lib/testing/sshd.ts";
import { faultsPlaybook } from "./plan.ts";

const TARGETS = 20;
const log = pino({ level: "silent" });
const clock = { now: () => new Date() };

export type Target = { id: string; name: string; home: string };
export type Lab = {
  dir: string;
  stateDir: string;
  url: string;
  prisma: Db["prisma"];
  sshd: Sshd;
  targets: Target[];
  ctx: ServiceContext;
  /** A context of another person, to press the same button. */
  ctxOf(person: string): ServiceContext;
  incident: number;
  /** One run on each of the first `count` targets. */
  startRuns(count: number): Promise<string[]>;
  database: { restart(mode: "stop" | "kill"): Promise<void>; stop(): Promise<void>; start(): Promise<void> };
  stop(): Promise<void>;
};

/**
 * A real PostgreSQL and a real sshd with twenty targets behind it, each with a directory and a ledger of its own. `sshPort` puts something
 * between engine and sshd; `storage` is where the database lies instead of beside everything else.
 */
export async function createLab(sshPort?: (sshd: Sshd) => Promise<number>, storage?: string): Promise<Lab> {
  const dir = mkdtempSync(path.join(tmpdir(), "backout-faults-"));
  const dataDir = path.join(storage ?? dir, "postgres");
  const launch = () => startEmbeddedPostgres({ dataDir, log });
  let server: EmbeddedPostgres = await launch();
  const { url } = server;
  await applyMigrations(url);
  const sshd = await startSshd({ config: ["MaxStartups 200", "MaxSessions 100"] });
  const port = sshPort ? await sshPort(sshd) : sshd.port;
  const db = createDb(url);
  const recorder = createRecorder({ clock });
  const queue = await createQueue({ url, works: false, log });
  const ctxOf = (person: string): ServiceContext => ({
    actor: { kind: "user", id: person, name: person, role: "commander" },
    db: db.prisma,
    clock,
    queue,
    recorder,
    runs: createRunStore({ db: db.prisma, recorder, clock, followUps: createRunFollowUps({ clock, recorder, queue }) }),
    sealer: { seal: async (text) => ({ sealed: Buffer.from(text), keyFingerprint: "faults" }) },
  });
  const ctx = ctxOf("commander");
  const version = await db.prisma.playbookVersion.create({
    data: {
      playbook: faultsPlaybook.playbook,
      title: faultsPlaybook.title,
      hash: sha256(canonical(faultsPlaybook)),
      content: faultsPlaybook,
    },
  });
  const targets: Target[] = [];
  for (let i = 1; i <= TARGETS; i++) {
    const name = `t${String(i).padStart(2, "0")}`;
    const home = path.join(dir, name);
    mkdirSync(home);
    const { id } = await db.prisma.target.create({
      data: {
        name,
        host: sshd.host,
        port,
        login: sshd.user,
        hostKeySha256: sshd.hostKeySha256,
        environment: "drill",
        playbookVersionId: version.id,
        parameters: { HOME_DIR: home },
        credential: { create: { kind: "key", sealed: Buffer.from(sshd.privateKey), keyFingerprint: "faults" } },
      },
    });
    targets.push({ id, name, home });
  }
  const { number: incident } = await db.prisma.incident.create({
    data: {
      title: "Fault campaign",
      severity: "major",
      severityReason: "campaign",
      playbookVersionId: version.id,
      declaredBy: ctx.actor,
      targets: { create: targets.map((t) => ({ targetId: t.id })) },
    },
  });

  return {
    dir,
    stateDir: path.join(dir, "state"),
    url,
    prisma: db.prisma,
    sshd,
    targets,
    ctx,
    ctxOf,
    incident,
    startRuns: (count) =>
      Promise.all(
        targets.slice(0, count).map(async ({ name }) => {
          const body = { procedure: "level-1", targets: [name] };
          return (await startRun(ctx, { incident, idempotencyKey: crypto.randomUUID(), body })).run.id;
        }),
      ),
    database: {
      async restart(mode) {
        if (mode === "kill") {
          process.kill(server.pid, "SIGKILL");
          await server.exited;
        }
        await server.stop();
        server = await launch();
      },
      async stop() {
        await server.stop();
      },
      async start() {
        server = await launch();
      },
    },
    async stop() {
      await queue.stop();
      await db.close();
      await server.stop();
      await sshd.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
