import type { CreatePlan } from "#lib/contract/run.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { refuseInjection } from "../drills/refuse-injection.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { chosenOption, openIncident, targetsFor } from "../runs/subject.ts";

/** A plan is valid this long; what it found on the targets may be different later. */
export const PLAN_VALID_MS = 15 * 60_000;

/** Asks an engine to resolve, read-only, what a start would do. The plan is `resolving` until it answers. */
export async function createPlan(
  ctx: ServiceContext,
  { incident: number, body }: { incident: number; body: CreatePlan },
): Promise<{ planId: string }> {
  authorise(ctx, "plan.create");
  const incident = await openIncident(ctx.db, number);
  const playbook = playbookOf(incident.playbookVersion);
  const { procedure, option } = chosenOption(playbook, body.procedure, body.option);
  const targets = targetsFor(incident, body.targets);
  refuseInjection(incident, procedure, targets);
  const now = ctx.clock.now();
  return ctx.db.$transaction(async (tx) => {
    const plan = await tx.plan.create({
      data: {
        incidentNumber: incident.number,
        playbookVersionId: incident.playbookVersionId,
        procedure: procedure.procedure,
        option: option.id,
        targetIds: targets.map((t) => t.id),
        actor: ctx.actor,
        createdAt: now,
        expiresAt: new Date(now.getTime() + PLAN_VALID_MS),
      },
    });
    await ctx.queue.send(tx, "plan.resolve", { planId: plan.id });
    return { planId: plan.id };
  });
}
