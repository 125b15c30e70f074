import type { DrillFacts, RunFact } from "#lib/domain/drill/facts.ts";
import { isInjection, scenarioOf } from "#lib/domain/drill/injection.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { DrillPlan } from "#lib/domain/playbook/drills.ts";
import type { Playbook, Procedure } from "#lib/domain/playbook/schema.ts";
import { fromRow } from "#lib/domain/run/row-status.ts";
import { findProcedure } from "#lib/domain/run/steps.ts";
import type { Prisma, Tx } from "#lib/ports/db.ts";
import type { ServiceContext } from "../context.ts";
import { currentPlaybook } from "../playbooks/current.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { latest } from "../runs/summary.ts";

export const DRILL = {
  targets: { include: { target: true }, orderBy: { target: { name: "asc" } } },
  playbookVersion: true,
  ticks: true,
  lessons: { orderBy: { at: "asc" } },
  actions: { orderBy: { createdAt: "asc" } },
  incident: {
    include: {
      assessment: { select: { createdAt: true } },
      timeline: { where: { kind: { in: ["drill.detected", "drill.declared"] } }, orderBy: { seq: "asc" } },
      runs: { orderBy: [{ createdAt: "asc" }, { id: "asc" }], include: { steps: true } },
    },
  },
} satisfies Prisma.DrillInclude;
export type DrillRow = Prisma.DrillGetPayload<{ include: typeof DRILL }>;
export type DrillSubject = {
  row: DrillRow;
  playbook: Playbook;
  playbookHash: string;
  plan: DrillPlan;
  procedure: Procedure;
  scenario: Procedure;
  facts: DrillFacts;
};

/** The drill with everything it is judged by. With `lock` nobody else changes it until the transaction ends. */
export async function drillSubject(
  ctx: ServiceContext,
  number: number,
  { tx = ctx.db, lock = false }: { tx?: Tx; lock?: boolean } = {},
): Promise<DrillSubject> {
  if (lock) await tx.$queryRaw`SELECT 1 FROM "Drill" WHERE "number" = ${number} FOR UPDATE`;
  const row = await tx.drill.findUnique({ where: { number }, include: DRILL });
  if (!row) throw new AppError("not-found", `There is no drill DRILL-${number}.`);
  return subjectOf(ctx, row);
}

/** Before its start a drill follows its playbook as it changes; from then on it keeps the version that it began with. */
export async function subjectOf(ctx: ServiceContext, row: DrillRow): Promise<DrillSubject> {
  const { playbook, hash } = row.playbookVersion
    ? { playbook: playbookOf(row.playbookVersion), hash: row.playbookVersion.hash }
    : await currentPlaybook(ctx.db, row.playbook);
  const { plan, procedure, scenario } = rehearsal(playbook, row);
  const facts = await factsOf(ctx, row, { playbook, hash, scenario, procedure });
  return { row, playbook, playbookHash: hash, plan, procedure, scenario, facts };
}

/** What is rehearsed, of the playbook's data. Throws AppError "invalid" when the playbook has it not (any more). */
export function rehearsal(
  playbook: Playbook,
  { procedure: procedureId, scenario: scenarioId }: { procedure: string; scenario: string },
): { plan: DrillPlan; procedure: Procedure; scenario: Procedure } {
  const plan = playbook.drills;
  if (!plan)
    throw new AppError(
      "invalid",
      `${playbook.title} says nothing of drills. Nothing was changed. Add a drills block to it.`,
      {
        errors: [{ path: "playbook", message: "has no drills" }],
      },
    );
  const buttons = playbook.procedures.filter((p) => !isInjection(p));
  const procedure = findProcedure(playbook, procedureId);
  if (!procedure || isInjection(procedure))
    throw new AppError(
      "invalid",
      `${playbook.title} has no procedure "${procedureId}" to rehearse. Nothing was changed.`,
      {
        errors: [{ path: "procedure", message: `one of ${buttons.map((p) => p.procedure).join(", ")}` }],
      },
    );
  const scenarios = playbook.procedures.filter(isInjection);
  const scenario = scenarios.find((p) => scenarioOf(p) === scenarioId);
  if (!scenario)
    throw new AppError("invalid", `${playbook.title} has no scenario "${scenarioId}". Nothing was changed.`, {
      errors: [{ path: "scenario", message: `one of ${scenarios.map(scenarioOf).join(", ") || "none"}` }],
    });
  return { plan, procedure, scenario };
}

async function factsOf(
  ctx: ServiceContext,
  row: DrillRow,
  about: { playbook: Playbook; hash: string; scenario: Procedure; procedure: Procedure },
): Promise<DrillFacts> {
  const { incident } = row;
  const first = (kind: string) => incident?.timeline.find((e) => e.kind === kind)?.occurredAt ?? null;
  return {
    procedure: row.procedure,
    scenario: { title: about.scenario.title, playbookHash: about.hash },
    scheduledAt: row.scheduledAt,
    durationMs: row.durationMs,
    startedAt: row.startedAt,
    detectedAt: first("drill.detected"),
    assessedAt: incident?.assessment?.createdAt ?? null,
    declaredAt: first("drill.declared"),
    reviewingAt: row.reviewingAt,
    endedAt: row.endedAt,
    cancelledAt: row.cancelledAt,
    participants: row.participants as { present: boolean | null }[],
    lessons: row.lessons,
    improvements: row.actions.map((a) => ({ at: a.createdAt })),
    runs: await Promise.all((incident?.runs ?? []).map((run) => runFact(ctx, run, about.playbook))),
  };
}

type RunRow = NonNullable<DrillRow["incident"]>["runs"][number];

async function runFact(ctx: ServiceContext, run: RunRow, playbook: Playbook): Promise<RunFact> {
  const procedure = findProcedure(playbook, run.procedure);
  const { steps: declared } = await ctx.runs.definition(run.id);
  const changing = latest(run.steps).filter((s) => (declared.get(s.stepId)?.changes ?? "nothing") !== "nothing");
  const isChanged = changing.length > 0 && changing.every((s) => s.status === "finished" || s.status === "skipped");
  const ends = changing.flatMap((s) => (s.endedAt ? [s.endedAt.getTime()] : []));
  return {
    id: run.id,
    procedure: run.procedure,
    title: run.title,
    status: fromRow(run.status),
    isInjection: procedure !== undefined && isInjection(procedure),
    isVerification: run.purpose === "verification",
    undoesRunId: run.undoesRunId,
    targetTimeMs: run.targetTimeMs,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    changedAt: isChanged && ends.length > 0 ? new Date(Math.max(...ends)) : null,
    endedAt: run.endedAt,
  };
}
