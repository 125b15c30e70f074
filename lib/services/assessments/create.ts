import type { AssessmentView, CreateAssessment } from "#lib/contract/assessment.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { assess } from "#lib/domain/severity/assess.ts";
import { signalsSchema } from "#lib/domain/severity/signals.ts";
import type { Signals, Verdict } from "#lib/domain/severity/types.ts";
import type { Prisma } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { currentPlaybook } from "../playbooks/current.ts";
import { judgedWith, sourcesView } from "./sources.ts";

/** Judges and keeps the judgement: an assessment is never changed, an override is a decision of its own. */
export async function createAssessment(ctx: ServiceContext, body: CreateAssessment): Promise<AssessmentView> {
  authorise(ctx, "incident.declare");
  const { versionId, hash, playbook } = await currentPlaybook(ctx.db, body.playbook);
  const target = body.target === undefined ? null : await ctx.db.target.findUnique({ where: { name: body.target } });
  if (body.target !== undefined && !target)
    throw new AppError("invalid", `There is no target "${body.target}". Nothing was recorded.`, {
      errors: [{ path: "target", message: "the name of a target" }],
    });
  const parsed = signalsSchema(playbook).safeParse(body.signals);
  if (!parsed.success) {
    throw new AppError("invalid", `The signals do not fit ${playbook.title}. Nothing was recorded.`, {
      errors: parsed.error.issues.flatMap((i) =>
        i.code === "unrecognized_keys"
          ? i.keys.map((key) => ({ path: `signals.${key}`, message: `${playbook.title} has no such signal` }))
          : [{ path: ["signals", ...i.path].join("."), message: i.message }],
      ),
    });
  }
  const { symptoms, ...said } = parsed.data;
  const judged = await judgedWith(ctx, body, { playbook, targetId: target?.id ?? null, typed: said as Signals });
  const verdict = assess(playbook, judged.signals, (symptoms as string[] | undefined) ?? [], judged.history);
  const signals = { ...body.signals, ...known(judged.signals) };
  const createdAt = ctx.clock.now();
  const deadlineAt = deadlineOf(verdict.deadlineMinutes, createdAt);
  const row = await ctx.db.assessment.create({
    data: {
      playbookVersionId: versionId,
      targetId: target?.id ?? null,
      signals: signals as Prisma.InputJsonObject,
      sources: judged.sources as Prisma.InputJsonObject,
      verdict: verdict as unknown as Prisma.InputJsonObject,
      severity: verdict.severity,
      deadlineAt,
      actor: ctx.actor,
      createdAt,
    },
  });
  return {
    id: row.id,
    playbook: playbook.playbook,
    playbookHash: hash,
    target: target?.name ?? null,
    signals,
    sources: sourcesView(judged.sources),
    by: ctx.actor.name,
    createdAt: createdAt.toISOString(),
    ...verdictView(playbook, verdict, deadlineAt),
  };
}

const known = (signals: Signals): Record<string, number | boolean> =>
  Object.fromEntries(
    Object.entries(signals).flatMap(([id, value]) => (value === null || value === undefined ? [] : [[id, value]])),
  );

/** When the rollback is due: at once for 0 minutes; null when the class has no deadline. */
export const deadlineOf = (minutes: number | null | undefined, from: Date): Date | null =>
  minutes === null || minutes === undefined ? null : new Date(from.getTime() + minutes * 60_000);

export function verdictView(playbook: Playbook, verdict: Verdict, deadlineAt: Date | null) {
  const titled = ({ procedure, because }: { procedure: string; because: string[] }) => ({
    procedure,
    title: playbook.procedures.find((p) => p.procedure === procedure)?.title ?? procedure,
    because,
  });
  const { severity, action, fired, close, unknown } = verdict;
  return {
    severity,
    action,
    deadlineAt: deadlineAt?.toISOString() ?? null,
    fired,
    close: close.map(({ since: _, ...near }) => near),
    unknown,
    recommended: verdict.recommended ? titled(verdict.recommended) : null,
    alternatives: verdict.alternatives.map(titled),
  };
}
