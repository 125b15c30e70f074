import type { Actor } from "#lib/domain/actor/actor.ts";
import type { Procedure } from "#lib/domain/playbook/schema.ts";
import type { RunState } from "#lib/domain/run/evolve.ts";
import { planSteps } from "#lib/domain/run/steps.ts";
import type { Clock } from "#lib/ports/clock.ts";
import type { Tx } from "#lib/ports/db.ts";
import { driveJob, type Queue } from "#lib/ports/queue.ts";
import type { Recorder } from "#lib/ports/recorder.ts";
import type { NewRun, RunStore } from "#lib/ports/run-store.ts";
import { prepareChecklist } from "../runs/checklist.ts";

export type Beginning = { actor: Actor; clock: Clock; recorder: Recorder; queue: Queue; runs: RunStore };

/** What a verification looks at. */
export type VerificationSubject = Pick<
  NewRun,
  "incident" | "playbookVersionId" | "mode" | "verifiesRunId" | "targets" | "idempotencyKey" | "requestHash"
> & { procedure: Procedure; of: string; targetNames: readonly string[] };

/**
 * Starts a verification in the caller's transaction: run, checklist, timeline and job stand together or not at all. It ends any other verification
 * of the same targets. The incident is watched from now on.
 */
export async function beginVerification(on: Beginning, tx: Tx, subject: VerificationSubject): Promise<RunState> {
  const { procedure, of, targetNames, ...run } = subject;
  const option = procedure.options[0];
  if (!option) throw new Error("a verification has one way of doing it");
  await tx.incident.updateMany({
    where: { number: run.incident, status: { in: ["investigating", "mitigating"] } },
    data: { status: "monitoring" },
  });
  const begun = await on.runs.create(tx, on.actor, {
    ...run,
    planId: null,
    procedure: procedure.procedure,
    option: option.id,
    title: procedure.title,
    purpose: "verification",
    approval: "none",
    undoesRunId: null,
    choices: {},
    targetTimeMs: procedure.targetTime,
    steps: planSteps(
      option.steps,
      run.targets.map((t) => t.id),
      () => crypto.randomUUID(),
    ),
  });
  await prepareChecklist(on, tx, run.incident, procedure, begun.id);
  await on.recorder.timeline(tx, on.actor, {
    incident: run.incident,
    kind: "verification.started",
    text: `${procedure.title} of ${of} started on ${targetNames.join(", ")}`,
    runId: begun.id,
  });
  await on.queue.send(tx, driveJob(begun), { runId: begun.id });
  await on.recorder.notify(tx, { t: "incident", number: run.incident, what: "incident" });
  return begun;
}
