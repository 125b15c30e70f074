import { liveIncident } from "#lib/domain/communication/outside.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Prisma, Tx } from "#lib/ports/db.ts";
import { playbookOf } from "../playbooks/parsed.ts";

const WITH = {
  playbookVersion: true,
  targets: { include: { target: { select: { name: true, environment: true } } } },
} satisfies Prisma.IncidentInclude;

/** The incident with its playbook, and whether anything of it may leave the installation. */
export async function communicatedIncident(tx: Tx, number: number) {
  const incident = await tx.incident.findUnique({ where: { number }, include: WITH });
  if (!incident) throw new AppError("not-found", `There is no incident INC-${number}.`);
  return {
    incident,
    playbook: playbookOf(incident.playbookVersion),
    isLive: liveIncident(number, incident) !== null,
  };
}
