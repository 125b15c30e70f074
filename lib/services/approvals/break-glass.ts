import { personOf } from "#lib/domain/actor/actor.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { operate } from "../runs/operate.ts";
import { raiseAlarm } from "./alarm.ts";
import { requesterOf } from "./approve.ts";
import { runSubject } from "./subject.ts";

/**
 * Nobody else can be reached: the requester arms the run alone. The caller has proved the person's password just now. Everybody sees it at once, and
 * the incident stays open until another person has reviewed it.
 */
export async function breakGlass(
  ctx: ServiceContext,
  { runId, reason }: { runId: string; reason: string },
): Promise<{ id: string; status: RunStatus }> {
  authorise(ctx, "run.break-glass");
  const person = personOf(ctx.actor);
  if (!person) throw new AppError("forbidden", "Only a person can break the glass. Nothing was changed.");
  const run = await operate(
    ctx,
    runId,
    "run.break-glass",
    async (run, tx) => {
      const { incidentNumber } = await tx.run.findUniqueOrThrow({ where: { id: runId } });
      const command = {
        kind: "breakGlass" as const,
        person,
        name: ctx.actor.name,
        requester: await requesterOf(tx, runId),
        reason,
        subject: await runSubject(tx, runId),
      };
      // Undone with everything else when the decision refuses, a second press included.
      await tx.breakGlass.createMany({
        data: { runId, incidentNumber, by: ctx.actor, reason, at: ctx.clock.now() },
        skipDuplicates: true,
      });
      await raiseAlarm(ctx, tx, {
        incident: incidentNumber,
        subject: `INC-${incidentNumber}: ${ctx.actor.name} armed "${run.title}" without a second person`,
        body: `${reason}\n\nIt can be started now. The incident stays open until another commander or an admin has reviewed it.`,
      });
      await ctx.recorder.notify(tx, { t: "incident", number: incidentNumber, what: "incident" });
      return command;
    },
    { reason },
  );
  return { id: run.id, status: run.status };
}
