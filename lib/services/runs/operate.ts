import { AppError } from "#lib/domain/error/app-error.ts";
import { decide, Refusal, type RunCommand } from "#lib/domain/run/decide.ts";
import type { RunState } from "#lib/domain/run/evolve.ts";
import type { Tx } from "#lib/ports/db.ts";
import { driveJob } from "#lib/ports/queue.ts";
import type { ServiceContext } from "../context.ts";

/** Applies a person's command to a run and lets an engine go on with it: decision, event, row, audit and job in one transaction. */
export async function operate(
  ctx: ServiceContext,
  runId: string,
  action: string,
  command: RunCommand | ((run: RunState, tx: Tx) => Promise<RunCommand>),
  data: Record<string, unknown> = {},
): Promise<RunState> {
  return ctx.db.$transaction(
    async (tx) => {
      const run = await ctx.runs.append(
        runId,
        ctx.actor,
        async (state, inTx) => refusable(state, typeof command === "function" ? await command(state, inTx) : command),
        { tx },
      );
      await ctx.recorder.audit(tx, ctx.actor, { action, object: `run:${runId}`, data });
      if (run.status === "queued" || run.status === "running") await ctx.queue.send(tx, driveJob(run), { runId });
      await ctx.recorder.notify(tx, { t: "wake", run: runId });
      return run;
    },
    { timeout: 15_000 },
  );
}

function refusable(run: RunState, command: RunCommand) {
  try {
    return decide(run, command);
  } catch (error) {
    if (error instanceof Refusal)
      throw new AppError("not-possible-now", `${error.message} Nothing was changed.`, { cause: error });
    throw error;
  }
}
