import { AppError } from "#lib/domain/error/app-error.ts";
import { Playbook, type Step } from "#lib/domain/playbook/schema.ts";
import { RunEvent } from "#lib/domain/run/events.ts";
import { foldRun } from "#lib/domain/run/evolve.ts";
import { findOption, undoSteps } from "#lib/domain/run/steps.ts";
import { findRunnable } from "#lib/domain/run/verification.ts";
import type { Db } from "#lib/ports/db.ts";
import type { RunDefinition } from "#lib/ports/run-store.ts";

/** Reads what a run is made of: the pinned playbook version's steps. Parsed again, since stored JSON is not trusted; versions never change, so once. */
export function createDefinitions(db: Db): (runId: string) => Promise<RunDefinition> {
  const known = new Map<string, RunDefinition>();
  return async (runId) => {
    const cached = known.get(runId);
    if (cached) return cached;
    const run = await db.run.findUnique({
      where: { id: runId },
      include: { playbookVersion: true, undoes: { include: { events: { orderBy: { seq: "asc" } } } } },
    });
    if (!run) throw new AppError("not-found", "There is no such run.");
    const playbook = Playbook.parse(run.playbookVersion.content);
    const procedure = findRunnable(playbook, run.procedure);
    const option = procedure && findOption(procedure, run.option);
    if (!procedure || !option) throw new Error(`playbook ${playbook.playbook} has no ${run.procedure} ${run.option}`);
    const undone =
      run.undoes &&
      foldRun(
        run.undoes.id,
        run.undoes.events.map((e) => RunEvent.parse({ ...(e.data as object), kind: e.kind })),
      );
    const steps: Step[] = undone ? undoSteps(procedure, option, undone) : option.steps;
    const definition = {
      incident: run.incidentNumber,
      playbookVersionId: run.playbookVersionId,
      steps: new Map(steps.map((s) => [s.id, s])),
    };
    if (known.size > 200) known.clear();
    known.set(runId, definition);
    return definition;
  };
}
