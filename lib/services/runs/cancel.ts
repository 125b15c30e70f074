import { Actor, personOf } from "#lib/domain/actor/actor.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { operate } from "./operate.ts";

/** Asks to stop. The run is `cancelled` only when the target has answered that no process of it is left. */
export async function cancelRun(ctx: ServiceContext, runId: string): Promise<{ id: string; status: RunStatus }> {
  authorise(ctx, "run.stop");
  const run = await operate(ctx, runId, "run.cancel", { kind: "cancel" });
  return { id: run.id, status: run.status };
}

/** A second person's consent. Approval arms the run, it does not start it. */
export async function approveRun(ctx: ServiceContext, runId: string): Promise<{ id: string; status: RunStatus }> {
  authorise(ctx, "run.approve");
  const person = personOf(ctx.actor);
  if (!person) throw new AppError("forbidden", "Only a person can approve. Nothing was changed.");
  const requester = await ctx.db.run.findUnique({ where: { id: runId }, select: { actor: true } });
  const asked = requester ? personOf(Actor.parse(requester.actor)) : null;
  const run = await operate(ctx, runId, "run.approve", {
    kind: "approve",
    person,
    name: ctx.actor.name,
    requester: asked,
  });
  return { id: run.id, status: run.status };
}
