import type { z } from "zod";
import type { StartedRun } from "#lib/contract/run.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { fromRow } from "#lib/domain/run/row-status.ts";
import { canonical, sha256 } from "../canonical.ts";
import type { ServiceContext } from "../context.ts";

export type Started = { run: z.infer<typeof StartedRun>; created: boolean };

/**
 * Starting twice starts once: the same actor, key and request is answered with the same run; the same key with another request is refused.
 * The unique index decides between two requests that arrive together; the loser reads the winner's run.
 */
export async function startOnce(
  ctx: ServiceContext,
  { idempotencyKey, request }: { idempotencyKey: string; request: unknown },
  start: (requestHash: string) => Promise<Started["run"]>,
): Promise<Started> {
  if (!/^[\x21-\x7e]{8,200}$/.test(idempotencyKey))
    throw new AppError(
      "bad-request",
      "Send a header Idempotency-Key of 8 to 200 printable characters, the same for each repetition of this start. Nothing was started.",
    );
  const requestHash = sha256(canonical(request));
  const known = await find(ctx, idempotencyKey, requestHash);
  if (known) return { run: known, created: false };
  try {
    return { run: await start(requestHash), created: true };
  } catch (error) {
    // The same request may have been committed in between: then this one is a repetition, whatever stopped it.
    const winner = await find(ctx, idempotencyKey, requestHash);
    if (winner) return { run: winner, created: false };
    throw error;
  }
}

async function find(ctx: ServiceContext, idempotencyKey: string, requestHash: string): Promise<Started["run"] | null> {
  const run = await ctx.db.run.findUnique({
    where: { actorId_idempotencyKey: { actorId: ctx.actor.id, idempotencyKey } },
  });
  if (!run) return null;
  if (run.requestHash !== requestHash)
    throw new AppError(
      "idempotency-reused",
      "This Idempotency-Key was used for another start. Nothing was started. Use a new key for a new start.",
    );
  return { id: run.id, status: fromRow(run.status), incident: run.incidentNumber };
}
