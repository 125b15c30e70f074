import type { Actor } from "#lib/domain/actor/actor.ts";
import { isInjection } from "#lib/domain/drill/injection.ts";
import type { RunState } from "#lib/domain/run/evolve.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";
import { findProcedure } from "#lib/domain/run/steps.ts";
import { verificationOf, wantsVerification } from "#lib/domain/run/verification.ts";
import type { Clock } from "#lib/ports/clock.ts";
import type { Tx } from "#lib/ports/db.ts";
import type { Queue } from "#lib/ports/queue.ts";
import type { Recorder } from "#lib/ports/recorder.ts";
import type { RunFollowUps, RunStore } from "#lib/ports/run-store.ts";
import { canonical, sha256 } from "../canonical.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { beginVerification } from "./begin.ts";

/** The same in every process, so that the key below is unique whichever engine settles the run. */
const BY_ITSELF: Actor = { kind: "engine", id: "verification", name: "engine" };

type Parts = { clock: Clock; recorder: Recorder; queue: Queue };

/**
 * What follows the end of a run, in the transaction of that end: a rollback or undo that succeeded or is unproven is verified, once; a
 * verification that fails puts its incident back to work.
 */
export function createRunFollowUps(parts: Parts): RunFollowUps {
  return {
    async moved(tx, runs, before, run) {
      if (wantsVerification(before, run)) await verify(parts, runs, tx, run);
      else if (run.purpose === "verification") await conclude(parts, tx, before, run);
    },
  };
}

async function verify(parts: Parts, runs: RunStore, tx: Tx, run: RunState): Promise<void> {
  const idempotencyKey = `verifies:${run.id}`;
  const known = await tx.run.findUnique({
    where: { actorId_idempotencyKey: { actorId: BY_ITSELF.id, idempotencyKey } },
    select: { id: true },
  });
  if (known) return;
  const row = await tx.run.findUniqueOrThrow({
    where: { id: run.id },
    include: {
      playbookVersion: true,
      incident: { select: { status: true } },
      targets: { include: { target: { select: { name: true } } } },
    },
  });
  const playbook = playbookOf(row.playbookVersion);
  const ended = findProcedure(playbook, run.procedure);
  const procedure = verificationOf(playbook);
  // A failure that a drill injects is not meant to hold.
  if (
    !procedure ||
    !ended ||
    isInjection(ended) ||
    row.incident.status === "resolved" ||
    row.incident.status === "closed"
  )
    return;
  await beginVerification({ ...parts, runs, actor: BY_ITSELF }, tx, {
    procedure,
    of: run.title,
    incident: row.incidentNumber,
    playbookVersionId: row.playbookVersionId,
    mode: run.mode,
    verifiesRunId: run.id,
    idempotencyKey,
    requestHash: sha256(canonical({ verifies: run.id })),
    targets: row.targets.map((t) => ({ id: t.targetId, parameters: t.parameters as Record<string, string> })),
    targetNames: row.targets.map((t) => t.target.name),
  });
}

/** A failed proof says that the harm is not over, whatever the rollback proved before. */
async function conclude({ recorder }: Parts, tx: Tx, before: RunStatus, run: RunState): Promise<void> {
  if (run.status === before || (run.status !== "failed" && run.status !== "succeeded")) return;
  const { incidentNumber, incident } = await tx.run.findUniqueOrThrow({
    where: { id: run.id },
    select: { incidentNumber: true, incident: { select: { status: true } } },
  });
  const isFailed = run.status === "failed";
  const isOver = incident.status === "resolved" || incident.status === "closed";
  const moved = await tx.incident.updateMany({
    where: {
      number: incidentNumber,
      status: { in: isFailed ? ["investigating", "monitoring"] : ["investigating", "mitigating"] },
    },
    data: { status: isFailed ? "mitigating" : "monitoring" },
  });
  if (isFailed)
    await recorder.timeline(tx, BY_ITSELF, {
      incident: incidentNumber,
      kind: "verification.failed",
      text: isOver
        ? `${run.title} failed after the incident was ${incident.status}: what was rolled back does not hold. Declare a new incident`
        : `${run.title} failed: what was rolled back does not hold. The incident is being mitigated again`,
      runId: run.id,
    });
  if (moved.count > 0) await recorder.notify(tx, { t: "incident", number: incidentNumber, what: "incident" });
}
