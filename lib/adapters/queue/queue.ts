import { fromPrisma, PgBoss } from "pg-boss";
import type { Logger } from "pino";
import type { Tx } from "#lib/ports/db.ts";
import type { Job, JobName, Queue, Workers } from "#lib/ports/queue.ts";

const JOBS: { [N in JobName]: { concurrency: number; key: (job: Job[N]) => string } } = {
  "plan.resolve": { concurrency: 8, key: (job) => job.planId },
  "run.drive": { concurrency: 20, key: (job) => job.runId },
  "evidence.collect": { concurrency: 8, key: (job) => job.investigationId },
  "signals.measure": { concurrency: 4, key: (job) => job.targetId },
  "readiness.check": { concurrency: 4, key: (job) => job.lookId },
  "run.verify": { concurrency: 20, key: (job) => job.runId },
  "deadline.due": { concurrency: 2, key: (job) => job.deadlineId },
  "escalation.step": { concurrency: 2, key: (job) => job.stepId },
  "delivery.send": { concurrency: 4, key: (job) => `${job.deliveryId}.${job.attempt}` },
  "record.checkpoint": { concurrency: 1, key: () => "record" },
  "drill.notice": { concurrency: 1, key: (job) => `${job.drill} ${job.at}` },
};
const DAY_SECONDS = 86_400;

/**
 * pg-boss with the settings that were measured: `exclusive` (one live job per key), a heartbeat of 10 s checked every 3 s, so that the job
 * of a dead engine moves to a living one; NOTIFY wakes a worker, a poll stands behind it. A web process only sends (`works: false`).
 */
export async function createQueue(options: {
  url: string;
  works: boolean;
  log: Logger;
}): Promise<Queue & Workers & { stop(): Promise<void> }> {
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: options.works ? "backout-engine-queue" : "backout-web-queue",
    max: options.works ? 4 : 1,
    schedule: false,
    supervise: options.works,
    superviseIntervalSeconds: 3,
    monitorIntervalSeconds: 3,
    useListenNotify: options.works,
  });
  boss.on("error", (error) => options.log.warn({ err: error }, "queue"));
  await boss.start();
  for (const name of Object.keys(JOBS) as JobName[]) {
    await boss.createQueue(name, {
      policy: "exclusive",
      notify: true,
      heartbeatSeconds: 10,
      expireInSeconds: DAY_SECONDS,
      retryLimit: 1_000_000,
      retryDelay: 1,
      deleteAfterSeconds: 3600,
    });
  }

  return {
    async send<N extends JobName>(tx: Tx, name: N, job: Job[N], { startAfter }: { startAfter?: Date } = {}) {
      const key = { singletonKey: JOBS[name].key(job), db: fromPrisma(tx) };
      await boss.send(name, job, startAfter ? { ...key, startAfter } : key);
    },
    async work<N extends JobName>(name: N, handle: (job: Job[N], signal: AbortSignal) => Promise<void>) {
      const worker = await boss.work<Job[N]>(
        name,
        {
          batchSize: 1,
          localConcurrency: JOBS[name].concurrency,
          pollingIntervalSeconds: 1,
          notifyPollingIntervalSeconds: 2,
          heartbeatRefreshSeconds: 3,
        },
        async ([job]) => {
          if (!job) return;
          try {
            await handle(job.data, job.signal);
          } finally {
            // A notify wakes one fetch of one job: look for the next one of a burst at once.
            boss.notifyWorker(worker);
          }
        },
      );
    },
    async release(name, job) {
      const held = (await boss.findJobs(name, { key: JOBS[name].key(job) })).filter((j) => j.state === "active");
      if (held.length > 0)
        await boss.deleteJob(
          name,
          held.map((j) => j.id),
        );
    },
    stop: () => boss.stop({ graceful: true, timeout: 10_000 }),
  };
}
