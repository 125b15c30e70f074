import type { Prisma } from "#generated/prisma/client.ts";
import type { Actor } from "#lib/domain/actor/actor.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { decide as decideRun } from "#lib/domain/run/decide.ts";
import { RunEvent } from "#lib/domain/run/events.ts";
import { evolve, foldRun, type RunState } from "#lib/domain/run/evolve.ts";
import { narrate } from "#lib/domain/run/narrate.ts";
import { toRow } from "#lib/domain/run/row-status.ts";
import { holdsTarget } from "#lib/domain/run/status.ts";
import type { Clock } from "#lib/ports/clock.ts";
import type { Db, Tx } from "#lib/ports/db.ts";
import type { Recorder } from "#lib/ports/recorder.ts";
import { Fenced, type NewRun, type RunFollowUps, type RunStore } from "#lib/ports/run-store.ts";
import { createDefinitions } from "./run-definition.ts";
import { project } from "./run-projection.ts";
import { tick } from "./run-ticks.ts";

/** Runs as events in Postgres: the state row, the event that explains it and everything derived from it stand in one transaction. */
export function createRunStore({
  db,
  recorder,
  clock,
  followUps,
}: {
  db: Db;
  recorder: Recorder;
  clock: Clock;
  followUps: RunFollowUps;
}): RunStore {
  const definition = createDefinitions(db);

  async function load(runId: string, tx: Tx = db): Promise<RunState> {
    const rows = await tx.runEvent.findMany({ where: { runId }, orderBy: { seq: "asc" } });
    return foldRun(
      runId,
      rows.map((row) => RunEvent.parse({ ...(row.data as object), kind: row.kind })),
    );
  }

  async function write(
    tx: Tx,
    actor: Actor,
    before: RunState,
    events: readonly RunEvent[],
    incident: number,
  ): Promise<RunState> {
    let run = before;
    const at = clock.now();
    // Before the timeline's lock, as everybody takes the two.
    if (events.some((event) => event.kind === "run.settled"))
      await tx.$queryRaw`SELECT 1 FROM "Incident" WHERE "number" = ${incident} FOR NO KEY UPDATE`;
    for (const event of events) {
      run = evolve(run, event);
      const { kind, ...data } = event;
      await tx.runEvent.create({
        data: { runId: run.id, seq: run.seq, at, actor, kind, data: data as Prisma.InputJsonValue },
      });
      await project(tx, run, event, at);
      await tick(tx, run, event, { at, actor, incident, definition });
      const names = new Map((await targetNames(tx, run.id)).map((t) => [t.targetId, t.target.name]));
      const told = narrate(run, event, (id) => names.get(id) ?? id);
      if (told) await recorder.timeline(tx, actor, { incident, ...told, runId: run.id });
    }
    const ended =
      run.status === "succeeded" || run.status === "cancelled" || run.status === "failed" || run.status === "unproven";
    await tx.run.update({
      where: { id: run.id },
      data: {
        status: toRow(run.status),
        seq: run.seq,
        epoch: run.epoch,
        reason: run.reason,
        endedAt: ended ? at : null,
      },
    });
    await holdTargets(tx, run);
    if (isTaking(before, run)) await endVerifications(tx, actor, run);
    if (run.status !== before.status) await followUps.moved(tx, store, before.status, run);
    await recorder.notify(tx, { t: "run", run: run.id, incident, seq: run.seq, status: run.status });
    return run;
  }

  async function append(
    runId: string,
    actor: Actor,
    decide: (run: RunState, tx: Tx) => RunEvent[] | Promise<RunEvent[]>,
    options: { epoch?: number; tx?: Tx } = {},
  ): Promise<RunState> {
    const inTx = async (tx: Tx) => {
      const [row] = await tx.$queryRaw<
        { epoch: number; incidentNumber: number }[]
      >`SELECT "epoch", "incidentNumber" FROM "Run" WHERE "id" = ${runId} FOR UPDATE`;
      if (!row) throw new AppError("not-found", "There is no such run.");
      if (options.epoch !== undefined && row.epoch !== options.epoch) throw new Fenced(runId);
      const before = await load(runId, tx);
      const events = await decide(before, tx);
      return events.length === 0 ? before : write(tx, actor, before, events, row.incidentNumber);
    };
    return options.tx ? inTx(options.tx) : db.$transaction(inTx, { timeout: 15_000 });
  }

  async function create(tx: Tx, actor: Actor, run: NewRun): Promise<RunState> {
    const { targets, steps, incident, approval, ...columns } = run;
    const created: RunEvent = {
      kind: "run.created",
      procedure: run.procedure,
      option: run.option,
      title: run.title,
      mode: run.mode,
      purpose: run.purpose,
      approval,
      steps,
    };
    const row = await tx.run.create({
      data: {
        ...columns,
        mode: run.mode === "dry-run" ? "dry_run" : run.mode,
        incidentNumber: incident,
        status: approval === "none" ? "queued" : "awaiting_approval",
        actor,
        actorId: actor.id,
        createdAt: clock.now(),
        targets: { create: targets.map((t) => ({ targetId: t.id, parameters: t.parameters, holds: false })) },
      },
    });
    await tx.stepRun.createMany({
      data: steps.map((s) => ({
        id: s.stepRunId,
        runId: row.id,
        targetId: s.targetId,
        stepId: s.stepId,
        position: s.position,
        attempt: s.attempt,
        kind: s.kind,
      })),
    });
    return write(tx, actor, foldRun(row.id, []), [created], incident);
  }

  /** Nothing that only looks goes on while its target is changed, or while it is looked at anew. */
  async function endVerifications(tx: Tx, actor: Actor, run: RunState): Promise<void> {
    const others = await tx.run.findMany({
      where: {
        purpose: "verification",
        id: { not: run.id },
        status: { in: ["queued", "running", "waiting", "interrupted"] },
        targets: { some: { target: { runTargets: { some: { runId: run.id } } } } },
      },
      orderBy: { id: "asc" },
      select: { id: true },
    });
    for (const { id } of others) {
      const command = { kind: "supersede", by: run.procedure, procedure: run.title } as const;
      await append(id, actor, (other) => (canBeEnded(other) ? decideRun(other, command) : []), { tx });
      await recorder.notify(tx, { t: "wake", run: id });
    }
  }

  const store: RunStore = { append, create, load, definition };
  return store;
}

/** It begins to hold its targets, or is a verification that begins. */
const isTaking = (before: RunState, run: RunState): boolean =>
  run.purpose === "verification" ? before.seq === 0 : holdsTarget(run) && (before.seq === 0 || !holdsTarget(before));

/** It may have ended between the look and the lock. */
const canBeEnded = (run: RunState): boolean =>
  run.status === "queued" || run.status === "running" || run.status === "waiting" || run.status === "interrupted";

const targetNames = (tx: Tx, runId: string) =>
  tx.runTarget.findMany({ where: { runId }, select: { targetId: true, target: { select: { name: true } } } });

/** The partial unique index has the last word: two runs never hold one target. */
async function holdTargets(tx: Tx, run: RunState): Promise<void> {
  const holds = holdsTarget(run);
  if (holds) {
    const [other] = await tx.$queryRaw<{ id: string; title: string; name: string }[]>`
      SELECT r."id", r."title", t."name" FROM "RunTarget" mine
      JOIN "RunTarget" theirs ON theirs."targetId" = mine."targetId" AND theirs."holds" AND theirs."runId" <> mine."runId"
      JOIN "Run" r ON r."id" = theirs."runId" JOIN "Target" t ON t."id" = theirs."targetId" WHERE mine."runId" = ${run.id} LIMIT 1`;
    if (other)
      throw new AppError(
        "target-held",
        `${other.name} is held by "${other.title}". Nothing was started. Join that run, or wait until it has ended.`,
      );
  }
  await tx.runTarget.updateMany({ where: { runId: run.id, holds: !holds }, data: { holds } });
}
