import { setTimeout as pause } from "node:timers/promises";
import type { Db } from "#lib/adapters/postgres/client.ts";
import { createOutputStore } from "#lib/adapters/postgres/output-store.ts";

/** Bytes of one line with its end: a time stamp and filling. */
export const LINE_BYTES = 100;

/** Now, in ms since 1970 with fractions; comparable between processes of one machine. */
export const wallMs = (): number => performance.timeOrigin + performance.now();

export type WatchedRun = { runId: string; stepRunId: string };

/** A run with one step that nobody executes, beside those of the demo, and that only the bench writes to. */
export async function createWatchedRun({ prisma: db }: Db, incident: number): Promise<WatchedRun> {
  const like = await db.incident.findUniqueOrThrow({ where: { number: incident }, include: { targets: true } });
  const run = await db.run.create({
    data: {
      incidentNumber: incident,
      playbookVersionId: like.playbookVersionId,
      procedure: "level-1",
      option: "toggle",
      title: "Bench",
      status: "cancelled",
      actor: {},
      actorId: "bench",
      idempotencyKey: crypto.randomUUID(),
      requestHash: "bench",
      targetTimeMs: 60_000,
      steps: {
        create: {
          targetId: like.targets[0]?.targetId ?? "",
          stepId: "bench",
          position: 1,
          attempt: 1,
          kind: "run",
          status: "running",
        },
      },
    },
    include: { steps: true },
  });
  return { runId: run.id, stepRunId: run.steps[0]?.id ?? "" };
}

/**
 * Stores lines as an engine does, one append after another, each with what came meanwhile. A line bears the time at which it was due, so that a
 * slow store counts too. Answers the bytes stored.
 */
export async function writeLines(
  db: Db,
  { runId, stepRunId }: WatchedRun,
  linesPerSecond: number,
  forMs: number,
): Promise<number> {
  const store = createOutputStore(db);
  const begin = wallMs();
  let at = await store.length(stepRunId);
  for (let written = 0; ; ) {
    const elapsed = wallMs() - begin;
    if (elapsed >= forMs) return at;
    const due = Math.floor((elapsed / 1000) * linesPerSecond);
    const lines = Array.from({ length: due - written }, (_, i) =>
      `${(begin + ((written + i + 1) / linesPerSecond) * 1000).toFixed(3)} `.padEnd(LINE_BYTES - 1, "x"),
    );
    written = due;
    if (lines.length === 0) await pause(1);
    else at = await store.append({ runId, stepRunId, epoch: 0 }, at, Buffer.from(`${lines.join("\n")}\n`));
  }
}
