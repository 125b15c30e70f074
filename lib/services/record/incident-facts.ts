import { AppError } from "#lib/domain/error/app-error.ts";
import type { Prisma } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";

const WITH = {
  playbookVersion: { select: { playbook: true, hash: true } },
  assessment: true,
  targets: {
    include: {
      target: { select: { name: true, host: true, port: true, login: true, hostKeySha256: true, environment: true } },
    },
  },
  checklist: { orderBy: [{ procedure: "asc" }, { position: "asc" }] },
  runs: {
    orderBy: { createdAt: "asc" },
    include: {
      targets: { include: { target: { select: { name: true } } } },
      playbookVersion: { select: { hash: true } },
      steps: { orderBy: [{ targetId: "asc" }, { position: "asc" }, { attempt: "asc" }] },
    },
  },
} satisfies Prisma.IncidentInclude;
export type IncidentFacts = Prisma.IncidentGetPayload<{ include: typeof WITH }>;
export type RunFacts = IncidentFacts["runs"][number];
export type StepFacts = RunFacts["steps"][number];

/** An incident as an export tells it. Credentials and sealed parameters are not among it. */
export async function incidentFacts(ctx: ServiceContext, number: number): Promise<IncidentFacts> {
  const incident = await ctx.db.incident.findUnique({ where: { number }, include: WITH });
  if (!incident) throw new AppError("not-found", `There is no incident INC-${number}.`);
  return incident;
}

/** `steps/03-set.2.log` below the run's folder: in the order in which steps stand, one for each attempt; the target when there are several. */
export function logOf(run: RunFacts, step: StepFacts): string {
  const target =
    run.targets.length > 1
      ? `.${run.targets.find((t) => t.targetId === step.targetId)?.target.name ?? step.targetId}`
      : "";
  return `steps/${String(step.position).padStart(2, "0")}-${step.stepId}${target}.${step.attempt}.log`;
}
