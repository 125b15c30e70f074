import { startAction } from "#lib/domain/actor/permission.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { isActive } from "#lib/domain/run/status.ts";
import { findOption, findProcedure, planSteps, undoSteps } from "#lib/domain/run/steps.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { type Started, startOnce } from "./once.ts";
import { openIncident } from "./subject.ts";
import { yieldTargets } from "./yield.ts";

/** Starts a run of its own that takes back what a run did, last step first, and proves it. */
export async function undoRun(
  ctx: ServiceContext,
  { runId, idempotencyKey }: { runId: string; idempotencyKey: string },
): Promise<Started> {
  authorise(ctx, "incident.read");
  return startOnce(ctx, { idempotencyKey, request: { undo: runId } }, async (requestHash) => {
    const row = await ctx.db.run.findUnique({
      where: { id: runId },
      include: { playbookVersion: true, targets: { include: { target: true } } },
    });
    if (!row) throw new AppError("not-found", "There is no such run.");
    const undone = await ctx.runs.load(runId);
    const playbook = playbookOf(row.playbookVersion);
    const procedure = findProcedure(playbook, row.procedure);
    const option = procedure && findOption(procedure, row.option);
    if (!procedure || !option)
      throw new AppError("not-found", "The playbook version of this run has no such procedure.");
    authorise(ctx, startAction(procedure, option.id));
    if (row.undoesRunId)
      throw new AppError(
        "not-possible-now",
        "This run is an undo itself. Nothing was started. Start the procedure again instead.",
      );
    if (isActive(undone.status) || undone.status === "interrupted")
      throw new AppError(
        "not-possible-now",
        `"${row.title}" is ${undone.status}. Nothing was started. Stop it first, or wait until it has ended.`,
      );
    await openIncident(ctx.db, row.incidentNumber);
    const steps = undoSteps(procedure, option, undone);
    if (steps.length === 0)
      throw new AppError("not-possible-now", `"${row.title}" changed nothing that can be undone. Nothing was started.`);

    return ctx.db.$transaction(
      async (tx) => {
        const targets = row.targets.map((t) => t.target);
        await yieldTargets(ctx, tx, procedure, targets);
        const title = `Undo ${row.title}`;
        const run = await ctx.runs.create(tx, ctx.actor, {
          incident: row.incidentNumber,
          planId: null,
          playbookVersionId: row.playbookVersionId,
          procedure: row.procedure,
          option: row.option,
          title,
          mode: undone.mode,
          purpose: "rollback",
          verifiesRunId: null,
          approval: "none",
          undoesRunId: runId,
          idempotencyKey,
          requestHash,
          choices: row.choices as Record<string, string>,
          targetTimeMs: row.targetTimeMs,
          targets: row.targets.map((t) => ({ id: t.targetId, parameters: t.parameters as Record<string, string> })),
          steps: planSteps(
            steps,
            targets.map((t) => t.id),
            () => crypto.randomUUID(),
          ),
        });
        await ctx.recorder.timeline(tx, ctx.actor, {
          incident: row.incidentNumber,
          kind: "run.started",
          text: `${title} started on ${targets.map((t) => t.name).join(", ")}`,
          runId: run.id,
        });
        await ctx.recorder.audit(tx, ctx.actor, {
          action: "run.undo",
          object: `run:${run.id}`,
          data: { undoes: runId },
        });
        await ctx.queue.send(tx, "run.drive", { runId: run.id });
        return { id: run.id, status: run.status, incident: row.incidentNumber };
      },
      { timeout: 15_000 },
    );
  });
}
