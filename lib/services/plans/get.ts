import type { PlanView } from "#lib/contract/run.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { type Playbook, type Step, stepKind } from "#lib/domain/playbook/schema.ts";
import { stepScript } from "#lib/domain/playbook/script.ts";
import { PlanResolution } from "#lib/domain/run/plan.ts";
import { findOption, findProcedure } from "#lib/domain/run/steps.ts";
import { sha256 } from "../canonical.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { secretsSet } from "../targets/view.ts";

/** The plan as the confirmation shows it: what would run, where, as whom, with what, what is lost, how it is undone. */
export async function getPlan(ctx: ServiceContext, id: string): Promise<PlanView> {
  authorise(ctx, "incident.read");
  const plan = await ctx.db.plan.findUnique({ where: { id }, include: { playbookVersion: true } });
  if (!plan) throw new AppError("not-found", "There is no such plan.");
  const playbook = playbookOf(plan.playbookVersion);
  const procedure = findProcedure(playbook, plan.procedure);
  const option = procedure && findOption(procedure, plan.option);
  if (!procedure || !option)
    throw new AppError("not-found", "The playbook version of this plan has no such procedure.");
  const resolution = PlanResolution.parse(plan.resolution);
  const rows = await ctx.db.target.findMany({
    where: { id: { in: plan.targetIds } },
    include: { secrets: { select: { name: true }, orderBy: { name: "asc" } } },
  });
  const targets = plan.targetIds.flatMap((targetId) => rows.filter((t) => t.id === targetId));
  const nameOf = (targetId: string) => targets.find((t) => t.id === targetId)?.name ?? targetId;
  const shortest = Math.min(...targets.map((t) => t.watchSeconds ?? Number.POSITIVE_INFINITY)) * 1000;
  const paths = [...new Set(option.steps.flatMap((s) => scriptsOf(playbook, s)))];
  const undoable = option.steps.filter((s) => s.undo).map((s) => s.title);
  return {
    id: plan.id,
    state: plan.state,
    procedure: procedure.procedure,
    title: procedure.title,
    option: option.id,
    targets: targets.map((t) => ({
      name: t.name,
      address: `${t.host}:${t.port}`,
      user: t.login,
      environment: t.environment,
      reachable: resolution.targets[t.id]?.reachable ?? null,
      problem: resolution.targets[t.id]?.problem ?? null,
    })),
    steps: option.steps.map((step) => {
      const text = stepScript(playbook, step);
      const watchMs = "watch" in step ? Math.min(step.watch, shortest) : null;
      return {
        id: step.id,
        title: step.title,
        kind: stepKind(step),
        choose: "choose" in step ? step.choose : null,
        changes: step.changes,
        undo: step.undo !== undefined,
        timeoutMs: step.timeout,
        watchMs,
        watchShortened: "watch" in step && watchMs !== step.watch,
        script: scriptsOf(playbook, step)[0] ?? null,
        scriptSha256: text === null ? null : sha256(text),
      };
    }),
    scripts: paths.map((path) => ({
      path,
      text: playbook.scripts[path] ?? "",
      sha256: sha256(playbook.scripts[path] ?? ""),
    })),
    parameters: Object.fromEntries(targets.map((t) => [t.name, t.parameters as Record<string, string>])),
    secrets: Object.fromEntries(targets.map((t) => [t.name, secretsSet(t.secrets)])),
    candidates: Object.fromEntries(
      Object.entries(resolution.candidates).map(([name, byTarget]) => [
        name,
        Object.fromEntries(Object.entries(byTarget).map(([targetId, list]) => [nameOf(targetId), list])),
      ]),
    ),
    defaults: resolution.defaults,
    impact: option.impact ?? procedure.impact,
    dataLoss: procedure.dataLoss,
    undo: undoable.length > 0 ? `Can be undone: ${undoable.join(", ")}` : "Cannot be undone by a button",
    targetTimeMs: procedure.targetTime,
    approval: procedure.approval,
    typedConfirmation: procedure.typedConfirmation,
    hash: plan.hash,
    problem: plan.problem,
    createdAt: plan.createdAt.toISOString(),
    expiresAt: plan.expiresAt.toISOString(),
  };
}

/** The files a step is made of. */
function scriptsOf(playbook: Playbook, step: Step): string[] {
  if ("run" in step) return [step.run];
  if ("choose" in step) return [step.from];
  if ("confirm" in step) return [];
  return ("prove" in step ? step.prove : step.probes).flatMap((id) =>
    playbook.probes.flatMap((p) => (p.id === id && p.script ? [p.script] : [])),
  );
}
