import type { Tx } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";
import { tellPagers } from "./pager.ts";

/** The harm is over: nobody is called any more. In the transaction that resolves the incident. */
export async function stopEscalation(
  ctx: Pick<ServiceContext, "actor" | "clock" | "queue" | "recorder">,
  tx: Tx,
  incident: number,
): Promise<void> {
  await tx.escalationStep.updateMany({
    where: { incidentNumber: incident, firedAt: null, stoppedAt: null },
    data: { stoppedAt: ctx.clock.now(), stopReason: "the incident was resolved" },
  });
  await tellPagers(ctx, tx, incident, "resolve");
  await ctx.recorder.notify(tx, { t: "incident", number: incident, what: "communication" });
}
