import { AppError } from "#lib/domain/error/app-error.ts";
import type { Option, Playbook, Procedure } from "#lib/domain/playbook/schema.ts";
import { findOption, findProcedure } from "#lib/domain/run/steps.ts";
import type { Db, Prisma } from "#lib/ports/db.ts";

const WITH = { playbookVersion: true, targets: { include: { target: true } } } satisfies Prisma.IncidentInclude;
export type Incident = Prisma.IncidentGetPayload<{ include: typeof WITH }>;
export type Target = Incident["targets"][number]["target"];

/** The incident, if rollbacks can still be started in it. */
export async function openIncident(db: Pick<Db, "incident">, number: number): Promise<Incident> {
  const incident = await db.incident.findUnique({ where: { number }, include: WITH });
  if (!incident) throw new AppError("not-found", `There is no incident INC-${number}.`);
  if (incident.status === "resolved" || incident.status === "closed") {
    throw new AppError(
      "not-possible-now",
      `INC-${number} is ${incident.status}. Nothing was started. Declare a new incident to roll back again.`,
    );
  }
  return incident;
}

/** The targets named, or all of the incident. */
export function targetsFor(incident: Incident, names: readonly string[] | undefined): Target[] {
  const all = incident.targets.map((t) => t.target);
  if (!names) return all;
  return [...new Set(names)].map((name) => {
    const target = all.find((t) => t.name === name);
    if (!target)
      throw new AppError("invalid", `${name} is not a target of INC-${incident.number}. Nothing was started.`, {
        errors: [{ path: "targets", message: `one of ${all.map((t) => t.name).join(", ")}` }],
      });
    return target;
  });
}

/** The procedure and the option to do it by. A refused option answers with its reason and what to press instead. */
export function chosenOption(
  playbook: Playbook,
  procedureId: string,
  optionId: string | undefined,
): { procedure: Procedure; option: Option } {
  const procedure = findProcedure(playbook, procedureId);
  if (!procedure) {
    const known = playbook.procedures.map((p) => p.procedure).join(", ");
    throw new AppError(
      "invalid",
      playbook.proceduresPending ?? `${playbook.title} has no procedure "${procedureId}". Nothing was started.`,
      { errors: [{ path: "procedure", message: known ? `one of ${known}` : "this playbook has no procedures yet" }] },
    );
  }
  const option = findOption(procedure, optionId);
  if (!option)
    throw new AppError("invalid", `${procedure.title} has no option "${optionId}". Nothing was started.`, {
      errors: [{ path: "option", message: `one of ${procedure.options.map((o) => o.id).join(", ")}` }],
    });
  if (option.refused) {
    throw new AppError(
      "option-refused",
      `${procedure.title}, ${option.title}: refused. ${option.refused.because} Nothing was started. Press instead: ${option.refused.instead.join(" or ")}.`,
      { errors: [{ path: "option", message: `press ${option.refused.instead.join(" or ")}` }] },
    );
  }
  return { procedure, option };
}
