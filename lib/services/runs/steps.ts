import type { z } from "zod";
import type { ConfirmStep, ProveStep, SkipStep } from "#lib/contract/run.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { operate } from "./operate.ts";

type On<Body> = { runId: string; stepRunId: string; body: Body };
type Answer = { id: string; status: RunStatus };
const answer = (run: Answer): Answer => ({ id: run.id, status: run.status });

/** A person attests what only a person can see. */
export async function confirmStep(
  ctx: ServiceContext,
  { runId, stepRunId, body }: On<z.infer<typeof ConfirmStep>>,
): Promise<Answer> {
  authorise(ctx, "run.operate");
  return answer(
    await operate(
      ctx,
      runId,
      "step.confirm",
      { kind: "confirm", stepRunId, note: body.note },
      { stepRunId, note: body.note },
    ),
  );
}

/** A new attempt of a step that failed, or of an unknown one that is safe to repeat. */
export async function retryStep(ctx: ServiceContext, { runId, stepRunId }: On<unknown>): Promise<Answer> {
  authorise(ctx, "run.operate");
  return answer(
    await operate(
      ctx,
      runId,
      "step.retry",
      { kind: "retry", stepRunId, newStepRunId: crypto.randomUUID() },
      { stepRunId },
    ),
  );
}

/** Goes on without the step; what it would have proved stays unproven. */
export async function skipStep(
  ctx: ServiceContext,
  { runId, stepRunId, body }: On<z.infer<typeof SkipStep>>,
): Promise<Answer> {
  authorise(ctx, "run.operate");
  return answer(
    await operate(
      ctx,
      runId,
      "step.skip",
      { kind: "skip", stepRunId, reason: body.reason },
      { stepRunId, reason: body.reason },
    ),
  );
}

/** Proves again, or takes an unknown step as done so that the later proofs decide. */
export async function proveStep(
  ctx: ServiceContext,
  { runId, stepRunId, body }: On<z.infer<typeof ProveStep>>,
): Promise<Answer> {
  authorise(ctx, "run.operate");
  return answer(
    await operate(
      ctx,
      runId,
      "step.prove",
      { kind: "prove", stepRunId, note: body.note, newStepRunId: crypto.randomUUID() },
      { stepRunId },
    ),
  );
}
