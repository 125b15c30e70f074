import { AppError } from "#lib/domain/error/app-error.ts";
import type { Procedure } from "#lib/domain/playbook/schema.ts";
import { decide } from "#lib/domain/run/decide.ts";
import { isInWatch } from "#lib/domain/run/progress.ts";
import { fromRow } from "#lib/domain/run/row-status.ts";
import type { Tx } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";
import { holderOf } from "./holder.ts";
import type { Target } from "./subject.ts";

/**
 * Takes the targets for a new run, or refuses with the holder. Locks their rows in order first, so that two starts cannot pass each other.
 * A run that rests as failed or unproven is ended by any new start; one in its watch only by a higher level.
 */
export async function yieldTargets(
  ctx: ServiceContext,
  tx: Tx,
  procedure: Procedure,
  targets: readonly Target[],
): Promise<void> {
  const ids = targets.map((t) => t.id).sort();
  await tx.$queryRaw`SELECT "id" FROM "Target" WHERE "id" = ANY(${ids}) ORDER BY "id" FOR UPDATE`;
  const others = await tx.run.findMany({
    where: {
      targets: { some: { targetId: { in: ids } } },
      OR: [{ targets: { some: { targetId: { in: ids }, holds: true } } }, { status: { in: ["failed", "unproven"] } }],
    },
    include: { targets: { include: { target: true } }, playbookVersion: { select: { content: true } } },
  });
  for (const other of others) {
    const command = { kind: "supersede", by: procedure.procedure, procedure: procedure.title } as const;
    if (other.status === "failed" || other.status === "unproven") {
      await ctx.runs.append(other.id, ctx.actor, (run) => decide(run, command), { tx });
      continue;
    }
    const isHigher = levelOf(procedure) > levelIn(other.playbookVersion.content, other.procedure);
    if (isHigher && isInWatch(await ctx.runs.load(other.id, tx))) {
      await ctx.runs.append(other.id, ctx.actor, (run) => decide(run, command), { tx });
      await ctx.recorder.notify(tx, { t: "wake", run: other.id });
      continue;
    }
    const held = other.targets.find((t) => ids.includes(t.targetId))?.target.name ?? "the target";
    const holder = holderOf(other, held);
    throw new AppError(
      "target-held",
      `${held} is held by "${other.title}" (${fromRow(other.status)}, started by ${holder.by}). Nothing was started. Join that run, or wait until it has ended.`,
      { holder },
    );
  }
}

const levelOf = (procedure: Pick<Procedure, "scope">): number =>
  "level" in procedure.scope ? procedure.scope.level : 0;

function levelIn(content: unknown, procedureId: string): number {
  const procedures = (content as { procedures?: Procedure[] }).procedures ?? [];
  const procedure = procedures.find((p) => p.procedure === procedureId);
  return procedure ? levelOf(procedure) : 0;
}
