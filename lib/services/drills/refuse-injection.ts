import { isInjection, whyNotDrilled } from "#lib/domain/drill/injection.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Procedure } from "#lib/domain/playbook/schema.ts";

/** A procedure that breaks its target runs inside of a drill's incident and nowhere else, and never on production. The engine asks again. */
export function refuseInjection(
  incident: { number: number; drillNumber: number | null },
  procedure: Procedure,
  targets: readonly { name: string; environment: string }[],
): void {
  if (!isInjection(procedure)) return;
  const refused = targets.map(whyNotDrilled).find((why) => why !== null);
  if (refused)
    throw new AppError("not-possible-now", `${refused} Nothing was started. Choose another target for the drill.`);
  if (incident.drillNumber === null)
    throw new AppError(
      "not-possible-now",
      `"${procedure.title}" breaks its target on purpose, and INC-${incident.number} is no drill. Nothing was started. Plan a drill first.`,
    );
}
