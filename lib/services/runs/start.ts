import type { StartRun } from "#lib/contract/run.ts";
import { startAction } from "#lib/domain/actor/permission.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { isDrill } from "#lib/domain/incident/drill.ts";
import type { Option, Playbook, Procedure } from "#lib/domain/playbook/schema.ts";
import { planSteps } from "#lib/domain/run/steps.ts";
import type { Tx } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { refuseInjection } from "../drills/refuse-injection.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { prepareChecklist } from "./checklist.ts";
import { resolveChoices } from "./choices.ts";
import { type Started, startOnce } from "./once.ts";
import { chosenOption, type Incident, openIncident, type Target, targetsFor } from "./subject.ts";
import { yieldTargets } from "./yield.ts";

type Input = { incident: number; idempotencyKey: string; body: StartRun };

/**
 * Starts a procedure, once per (actor, idempotency key). Everything is decided and recorded in one transaction in which the targets' rows are
 * locked, so that of two people who press at once one gets the run and the other a 409 that names it.
 */
export async function startRun(
  ctx: ServiceContext,
  { incident: number, idempotencyKey, body }: Input,
): Promise<Started> {
  authorise(ctx, "incident.read");
  return startOnce(ctx, { idempotencyKey, request: { incident: number, body } }, async (requestHash) => {
    const incident = await openIncident(ctx.db, number);
    const subject = await subjectOf(ctx, incident, body);
    authorise(ctx, startAction(subject.procedure, subject.option.id));
    refuseInjection(incident, subject.procedure, subject.targets);
    if (subject.option.steps.length === 0)
      throw new AppError("invalid", `${subject.procedure.title} has no steps. Nothing was started.`);
    const choices = resolveChoices(subject, body.choices ?? {});
    confirmTarget(subject.targets, body.confirmTarget);

    return ctx.db.$transaction(
      async (tx) => {
        await yieldTargets(ctx, tx, subject.procedure, subject.targets);
        const run = await ctx.runs.create(tx, ctx.actor, {
          incident: number,
          planId: body.planId ?? null,
          playbookVersionId: incident.playbookVersionId,
          procedure: subject.procedure.procedure,
          option: subject.option.id,
          title: titleOf(subject),
          mode: isDrill({ ...incident, targets: subject.targets.map((target) => ({ target })) }) ? "drill" : "live",
          purpose: "rollback",
          verifiesRunId: null,
          approval: subject.procedure.approval,
          undoesRunId: null,
          idempotencyKey,
          requestHash,
          choices,
          targetTimeMs: subject.procedure.targetTime,
          targets: subject.targets.map((t) => ({ id: t.id, parameters: t.parameters as Record<string, string> })),
          steps: planSteps(
            subject.option.steps,
            subject.targets.map((t) => t.id),
            () => crypto.randomUUID(),
          ),
        });
        await prepareChecklist(ctx, tx, incident.number, subject.procedure, run.id);
        await record(
          ctx,
          tx,
          incident,
          run.id,
          `${titleOf(subject)} ${subject.procedure.approval === "none" ? "started" : "requested, waits for a second person"} on ${subject.targets.map((t) => t.name).join(", ")}`,
        );
        if (subject.procedure.approval === "none") await ctx.queue.send(tx, "run.drive", { runId: run.id });
        return { id: run.id, status: run.status, incident: number };
      },
      { timeout: 15_000 },
    );
  });
}

export type Subject = {
  procedure: Procedure;
  option: Option;
  targets: Target[];
  playbook: Playbook;
  candidates: Record<string, Record<string, { value: string; state: string; why: string }[]>> | null;
  defaults: Record<string, string>;
};

async function subjectOf(ctx: ServiceContext, incident: Incident, body: StartRun): Promise<Subject> {
  const playbook = playbookOf(incident.playbookVersion);
  if (body.planId === undefined) {
    const { procedure, option } = chosenOption(playbook, body.procedure ?? "", body.option);
    return { procedure, option, playbook, targets: targetsFor(incident, body.targets), candidates: null, defaults: {} };
  }
  const plan = await ctx.db.plan.findUnique({ where: { id: body.planId } });
  if (!plan || plan.incidentNumber !== incident.number)
    throw new AppError("not-found", `INC-${incident.number} has no such plan. Nothing was started.`);
  if (plan.expiresAt < ctx.clock.now())
    throw new AppError(
      "expired",
      "The plan is older than 15 minutes; the targets may have changed. Nothing was started. Open the confirmation again.",
    );
  if (plan.state !== "ready")
    throw new AppError(
      "not-possible-now",
      plan.state === "resolving"
        ? "The plan is still being resolved on the targets. Nothing was started."
        : `${plan.problem ?? "The plan could not be resolved."} Nothing was started.`,
    );
  const { procedure, option } = chosenOption(playbook, plan.procedure, plan.option);
  const all = incident.targets.map((t) => t.target);
  const resolution = plan.resolution as { candidates?: Subject["candidates"]; defaults?: Record<string, string> };
  return {
    procedure,
    option,
    playbook,
    targets: plan.targetIds.flatMap((id) => all.filter((t) => t.id === id)),
    candidates: resolution.candidates ?? {},
    defaults: resolution.defaults ?? {},
  };
}

const titleOf = ({ procedure, option }: Subject): string =>
  option === procedure.options.find((o) => !o.refused)
    ? procedure.title
    : `${procedure.title}, ${option.title.toLowerCase()}`;

function confirmTarget(targets: Target[], typed: string | undefined): void {
  if (typed === undefined || targets.some((t) => t.name === typed)) return;
  throw new AppError("invalid", `"${typed}" is not the name of a target of this run. Nothing was started.`, {
    errors: [{ path: "confirmTarget", message: "type the name of the target" }],
  });
}

/** The incident is being mitigated from now on; who started what stands in timeline and audit. */
async function record(ctx: ServiceContext, tx: Tx, incident: Incident, runId: string, text: string): Promise<void> {
  await tx.incident.updateMany({
    where: { number: incident.number, status: { in: ["investigating", "monitoring"] } },
    data: { status: "mitigating" },
  });
  await ctx.recorder.timeline(tx, ctx.actor, { incident: incident.number, kind: "run.started", text, runId });
  await ctx.recorder.audit(tx, ctx.actor, {
    action: "run.start",
    object: `run:${runId}`,
    data: { incident: incident.number },
  });
  await ctx.recorder.notify(tx, { t: "incident", number: incident.number, what: "incident" });
}
