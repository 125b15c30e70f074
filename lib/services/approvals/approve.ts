import { Actor, personOf } from "#lib/domain/actor/actor.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { operate } from "../runs/operate.ts";
import { runSubject } from "./subject.ts";

/** A second person's consent to exactly what the run would do now. It arms the run, it does not start it. */
export async function approveRun(ctx: ServiceContext, runId: string): Promise<{ id: string; status: RunStatus }> {
  authorise(ctx, "run.approve");
  const person = personOf(ctx.actor);
  if (!person) throw new AppError("forbidden", "Only a person can approve. Nothing was changed.");
  const run = await operate(ctx, runId, "run.approve", async (_state, tx) => ({
    kind: "approve",
    person,
    name: ctx.actor.name,
    requester: await requesterOf(tx, runId),
    subject: await runSubject(tx, runId),
  }));
  return { id: run.id, status: run.status };
}

/** The person who asked for the run, also when a token of theirs did. */
export async function requesterOf(tx: Pick<ServiceContext["db"], "run">, runId: string): Promise<string | null> {
  const row = await tx.run.findUnique({ where: { id: runId }, select: { actor: true } });
  return row ? personOf(Actor.parse(row.actor)) : null;
}
