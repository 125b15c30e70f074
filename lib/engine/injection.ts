import { isInjection, whyNotDrilled } from "#lib/domain/drill/injection.ts";
import { findProcedure } from "#lib/domain/run/steps.ts";
import type { EngineRun, EngineTarget } from "#lib/ports/engine-store.ts";

/**
 * Why no step of the run begins on the target: it injects a failure, and the target is no drill's. The environment is read with the target when the run is
 * driven, so this holds whatever was true when somebody pressed. An undo may take its injection back everywhere.
 */
export function whyNotInjected(run: EngineRun, target: EngineTarget): string | null {
  const procedure = findProcedure(run.playbook, run.procedure);
  if (!procedure || !isInjection(procedure) || run.undoesRunId !== null) return null;
  return whyNotDrilled({ name: target.address.name, environment: target.environment });
}
