import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { Logger } from "pino";
import { createNotifier } from "#lib/adapters/notify/notifier.ts";
import { createCheckpoints } from "#lib/adapters/postgres/checkpoints.ts";
import type { Db } from "#lib/adapters/postgres/client.ts";
import { publishStatus } from "#lib/adapters/postgres/communication/publish-status.ts";
import { createCommunicationStore } from "#lib/adapters/postgres/communication/store.ts";
import { connectionName, createEngineStore } from "#lib/adapters/postgres/engine-store.ts";
import { createInvestigationStore } from "#lib/adapters/postgres/investigation-store.ts";
import { listen } from "#lib/adapters/postgres/listen.ts";
import { createOutputStore } from "#lib/adapters/postgres/output-store.ts";
import { createPushStore } from "#lib/adapters/postgres/push-store.ts";
import { createReadinessStore } from "#lib/adapters/postgres/readiness-store.ts";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import { createRunStore } from "#lib/adapters/postgres/run-store.ts";
import { createSignalStore } from "#lib/adapters/postgres/signal-store.ts";
import { createWatchStore } from "#lib/adapters/postgres/watch-store.ts";
import { prometheusReader } from "#lib/adapters/prometheus/reader.ts";
import { createPushSender } from "#lib/adapters/push/sender.ts";
import { publishVapidKey, type VapidKey } from "#lib/adapters/push/vapid-key.ts";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import { keepCheckpoints } from "#lib/engine/checkpoints.ts";
import { type EngineDeps, PATIENCE, type Patience } from "#lib/engine/deps.ts";
import { startEngine } from "#lib/engine/engine.ts";
import { createHosts } from "#lib/engine/hosts.ts";
import { keepPushing } from "#lib/engine/push.ts";
import { sweep } from "#lib/engine/sweep.ts";
import type { RecordSigner } from "#lib/ports/checkpoints.ts";
import type { RemoteExecutor } from "#lib/ports/remote-executor.ts";
import type { Opener } from "#lib/ports/sealer.ts";
import { NOTICE_CHANNEL, Notice } from "#lib/realtime/contract.ts";
import { createRunFollowUps } from "#lib/services/verification/follow-up.ts";

type Parts = {
  url: string;
  db: Pick<Db, "prisma" | "pool">;
  opener: Opener;
  /** Who signs the record, and the file outside of the database that keeps what was signed. */
  record: { signer: RecordSigner; file: string };
  log: Logger;
  /** By which push services know this installation. */
  vapid: VapidKey;
  /** Of the pages, for links in messages. */
  origin: string;
  patience?: Patience;
};
/** What the fault campaign puts around the real parts, to end the process at an exact place. */
export type Wraps = { deps(deps: EngineDeps): EngineDeps; executor(executor: RemoteExecutor): RemoteExecutor };

/** Puts the engine together and starts it. `stop` hands over what it carries; steps on hosts go on. */
export async function startEngineProcess(
  { url, db, opener, record, vapid, log, origin, patience = PATIENCE }: Parts,
  wraps?: Wraps,
): Promise<{ id: string; stop(): Promise<void> }> {
  // 63 bytes are all that PostgreSQL keeps of a connection's name.
  const id = `${hostname().slice(0, 24)}-${process.pid}-${randomBytes(3).toString("hex")}`;
  const clock = { now: () => new Date() };
  const recorder = createRecorder({ clock });
  const queue = await createQueue({ url, works: true, log });
  const executor = wraps ? wraps.executor(sshExecutor()) : sshExecutor();
  const store = createEngineStore({ db: db.prisma, queue, recorder });
  const deps: EngineDeps = {
    engine: { kind: "engine", id, name: "engine" },
    runs: createRunStore({
      db: db.prisma,
      recorder,
      clock,
      followUps: createRunFollowUps({ clock, recorder, queue }),
    }),
    store,
    communication: createCommunicationStore({ db: db.prisma, recorder, queue, clock, origin }),
    notifier: createNotifier(publishStatus(db.prisma, clock)),
    investigations: createInvestigationStore({ db: db.prisma, recorder, clock }),
    readiness: createReadinessStore({ db: db.prisma, queue, recorder, clock }),
    output: createOutputStore(db),
    signals: createSignalStore({ db: db.prisma, queue, recorder, clock }),
    metrics: prometheusReader(),
    watches: createWatchStore({ db: db.prisma, recorder, clock }),
    hosts: createHosts({ executor, opener, onOpen: (session) => void sweep(store, session, log) }),
    opener,
    clock,
    log,
  };
  // Connected before the first claim, or another engine would take this one for dead.
  const engine = Promise.withResolvers<Awaited<ReturnType<typeof startEngine>>>();
  const ear = listen(
    url,
    NOTICE_CHANNEL,
    (payload) => {
      const notice = Notice.safeParse(JSON.parse(payload)).data;
      if (notice?.t === "wake") void engine.promise.then((started) => started.wake(notice.run));
    },
    { name: connectionName(id) },
  );
  await ear.listening;
  engine.resolve(await startEngine(wraps ? wraps.deps(deps) : deps, queue, patience));
  const keeping = await keepCheckpoints(
    { checkpoints: createCheckpoints({ db: db.prisma, ...record, clock }), log },
    queue,
  );
  await publishVapidKey(db.prisma, vapid);
  const pushing = keepPushing({
    store: createPushStore({ db: db.prisma, clock, serverKey: vapid.publicKey }),
    sender: createPushSender({ key: vapid, origin }),
    log,
  });
  return {
    id,
    async stop() {
      await pushing.stop();
      await keeping.stop();
      await (await engine.promise).stop();
      await queue.stop();
      await ear.close();
    },
  };
}
