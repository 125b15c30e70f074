import { readActor } from "#lib/domain/actor/actor.ts";
import type { Holder } from "#lib/domain/error/app-error.ts";
import { fromRow, type RunRowStatus } from "#lib/domain/run/row-status.ts";

/** Who holds a target, as a 409 and the pages say it. */
export function holderOf(
  run: { id: string; incidentNumber: number; procedure: string; title: string; status: RunRowStatus; actor: unknown },
  target: string,
): Holder {
  return {
    runId: run.id,
    incident: run.incidentNumber,
    procedure: run.procedure,
    title: run.title,
    target,
    by: readActor(run.actor).name,
    status: fromRow(run.status),
  };
}
