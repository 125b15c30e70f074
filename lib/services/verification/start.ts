import { isInjection } from "#lib/domain/drill/injection.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { isDrill } from "#lib/domain/incident/drill.ts";
import { verificationOf } from "#lib/domain/run/verification.ts";
import type { Tx } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { holderOf } from "../runs/holder.ts";
import { type Started, startOnce } from "../runs/once.ts";
import { type Incident, openIncident } from "../runs/subject.ts";
import { beginVerification } from "./begin.ts";

/**
 * Verifies an incident's targets now, compared with what its newest ended rollback handed on. Its stability window begins anew. Refused while a
 * run holds one of the targets: what changes cannot be judged.
 */
export async function startVerification(
  ctx: ServiceContext,
  { incident: number, idempotencyKey }: { incident: number; idempotencyKey: string },
): Promise<Started> {
  authorise(ctx, "run.start.reversible");
  return startOnce(ctx, { idempotencyKey, request: { verify: number } }, async (requestHash) => {
    const incident = await openIncident(ctx.db, number);
    return ctx.db.$transaction(
      async (tx) => {
        const targets = incident.targets.map((t) => t.target);
        await refuseWhileHeld(tx, targets);
        const verified = await tx.run.findFirst({
          where: {
            incidentNumber: number,
            purpose: "rollback",
            startedAt: { not: null },
            status: { in: ["succeeded", "unproven", "failed", "cancelled"] },
            procedure: { notIn: injections(incident) },
          },
          orderBy: { createdAt: "desc" },
          include: { playbookVersion: true },
        });
        const version = verified?.playbookVersion ?? incident.playbookVersion;
        const procedure = verificationOf(playbookOf(version));
        if (!procedure)
          throw new AppError("not-possible-now", "This playbook declares no verification. Nothing was started.");
        const run = await beginVerification(ctx, tx, {
          procedure,
          of: verified?.title ?? `INC-${number}`,
          incident: number,
          playbookVersionId: version.id,
          mode: isDrill(incident) ? "drill" : "live",
          verifiesRunId: verified?.id ?? null,
          idempotencyKey,
          requestHash,
          targets: targets.map((t) => ({ id: t.id, parameters: t.parameters as Record<string, string> })),
          targetNames: targets.map((t) => t.name),
        });
        await ctx.recorder.audit(tx, ctx.actor, {
          action: "verification.start",
          object: `run:${run.id}`,
          data: { incident: number },
        });
        return { id: run.id, status: run.status, incident: number };
      },
      { timeout: 15_000 },
    );
  });
}

/** Locks the targets' rows as a start does, so that a rollback pressed at the same moment comes before or after, never between. */
async function refuseWhileHeld(tx: Tx, targets: Incident["targets"][number]["target"][]): Promise<void> {
  const ids = targets.map((t) => t.id).sort();
  await tx.$queryRaw`SELECT "id" FROM "Target" WHERE "id" = ANY(${ids}) ORDER BY "id" FOR UPDATE`;
  const held = await tx.runTarget.findFirst({
    where: { targetId: { in: ids }, holds: true },
    include: { run: true, target: { select: { name: true } } },
  });
  if (!held) return;
  const holder = holderOf(held.run, held.target.name);
  throw new AppError(
    "target-held",
    `${held.target.name} is held by "${held.run.title}" (${holder.status}, started by ${holder.by}). Nothing was started. It is verified by itself when that run has ended.`,
    { holder },
  );
}

/** What a drill broke on purpose is not what is verified. */
const injections = (incident: Incident): string[] =>
  playbookOf(incident.playbookVersion)
    .procedures.filter(isInjection)
    .map((p) => p.procedure);
