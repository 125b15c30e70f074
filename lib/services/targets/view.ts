import type { SecretsSet, TargetView } from "#lib/contract/target.ts";
import { readActor } from "#lib/domain/actor/actor.ts";
import type { Prisma } from "#lib/ports/db.ts";

export const TARGET = {
  playbookVersion: { select: { playbook: true } },
  secrets: { select: { name: true }, orderBy: { name: "asc" } },
  runTargets: { where: { holds: true }, include: { run: true } },
} satisfies Prisma.TargetInclude;

export function targetView(row: Prisma.TargetGetPayload<{ include: typeof TARGET }>): TargetView {
  const run = row.runTargets[0]?.run;
  return {
    id: row.id,
    name: row.name,
    address: `${row.host}:${row.port}`,
    user: row.login,
    hostKeySha256: row.hostKeySha256,
    environment: row.environment,
    playbook: row.playbookVersion.playbook,
    parameters: row.parameters as Record<string, string>,
    secrets: secretsSet(row.secrets),
    watchSeconds: row.watchSeconds,
    holder: run
      ? {
          runId: run.id,
          incident: run.incidentNumber,
          procedure: run.procedure,
          title: run.title,
          by: readActor(run.actor).name,
        }
      : null,
    createdAt: row.createdAt.toISOString(),
  };
}

export const secretsSet = (secrets: readonly { name: string }[]): SecretsSet =>
  Object.fromEntries(secrets.map(({ name }) => [name, "set"]));
