import type { ProofView, RunView, StepRunView } from "#lib/contract/run.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Playbook, Procedure, Step } from "#lib/domain/playbook/schema.ts";
import { canProve, canRetry, canSkip } from "#lib/domain/run/decide.ts";
import type { RunState, StepState } from "#lib/domain/run/evolve.ts";
import { proofsOf } from "#lib/domain/run/proofs.ts";
import { findProcedure } from "#lib/domain/run/steps.ts";
import { findRunnable } from "#lib/domain/run/verification.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { playbookOf } from "../playbooks/parsed.ts";
import { secretsSet } from "../targets/view.ts";
import { nextActions, possible } from "./next.ts";
import { latest, type RunRow, SUMMARY, summarise } from "./summary.ts";

/** A run with everything its page shows: steps of every attempt that counts, proofs, clock, what can be pressed now and what to press next. */
export async function getRun(ctx: ServiceContext, id: string): Promise<RunView> {
  authorise(ctx, "incident.read");
  const row = await ctx.db.run.findUnique({
    where: { id },
    include: {
      ...SUMMARY,
      playbookVersion: true,
      plan: { select: { hash: true } },
      verifies: { select: { procedure: true } },
    },
  });
  if (!row) throw new AppError("not-found", "There is no such run.");
  const run = await ctx.runs.load(id);
  const { steps: declared } = await ctx.runs.definition(id);
  const playbook = playbookOf(row.playbookVersion);
  const declaredAs = findRunnable(playbook, row.procedure);
  if (!declaredAs) throw new AppError("not-found", "The playbook version of this run has no such procedure.");
  // When what was verified does not hold, the next level of the rollback that it looked at is what remains.
  const insufficient = row.verifies ? findProcedure(playbook, row.verifies.procedure)?.insufficient : undefined;
  const procedure = insufficient ? { ...declaredAs, insufficient } : declaredAs;
  const targets = await ctx.db.target.findMany({
    where: { id: { in: row.targets.map((t) => t.targetId) } },
    select: { id: true, name: true, watchSeconds: true, secrets: { select: { name: true }, orderBy: { name: "asc" } } },
    orderBy: { name: "asc" },
  });
  const watchSeconds = new Map(targets.map((t) => [t.id, t.watchSeconds]));
  const summary = summarise(row, new Map([...declared].map(([stepId, step]) => [stepId, step.title])));
  const now = ctx.clock.now();
  const end = row.endedAt ?? now;
  return {
    ...summary,
    seq: run.seq,
    planHash: row.plan?.hash ?? null,
    choices: row.choices as Record<string, string>,
    approvedBy: run.approvals.map((a) => a.name),
    secrets: Object.fromEntries(targets.map((t) => [t.name, secretsSet(t.secrets)])),
    steps: stepViews(row, run, declared, (targetId, watch) =>
      Math.min(watch, (watchSeconds.get(targetId) ?? Number.POSITIVE_INFINITY) * 1000),
    ),
    proofs: proofViews(row, playbook),
    clock: {
      startedAt: summary.startedAt,
      endedAt: summary.endedAt,
      targetTimeMs: row.targetTimeMs,
      elapsedMs: row.startedAt ? Math.max(0, end.getTime() - row.startedAt.getTime()) : null,
      serverTime: now.toISOString(),
    },
    reason: run.reason,
    can: possible(run, procedure, row.undoesRunId !== null),
    next: nextActions(run, procedure, titlesOf(playbook), row.undoesRunId !== null),
    insufficient: procedure.insufficient ?? null,
  };
}

const titlesOf =
  (playbook: Playbook) =>
  (id: string): Pick<Procedure, "title"> | undefined =>
    findProcedure(playbook, id);

function stepViews(
  row: RunRow,
  run: RunState,
  declared: ReadonlyMap<string, Step>,
  watchMs: (targetId: string, watch: number) => number,
): StepRunView[] {
  const targetName = new Map(row.targets.map((t) => [t.targetId, t.target.name]));
  return latest(row.steps).flatMap((step) => {
    const state = run.steps.find((s) => s.stepRunId === step.id);
    const declaration = declared.get(step.stepId);
    if (!state || !declaration) return [];
    return [
      {
        id: step.stepId,
        stepRunId: step.id,
        target: targetName.get(step.targetId) ?? step.targetId,
        title: state.title,
        kind: state.kind,
        status: state.status,
        attempt: state.attempt,
        changes: state.changes,
        gate: state.gate,
        safeToRepeat: state.safeToRepeat,
        startedAt: step.startedAt?.toISOString() ?? null,
        endedAt: step.endedAt?.toISOString() ?? null,
        usualMs: declaration.usual ?? null,
        timeoutMs: declaration.timeout,
        watchMs: "watch" in declaration ? watchMs(step.targetId, declaration.watch) : null,
        reason: state.reason,
        question: "confirm" in declaration ? declaration.confirm : null,
        output: {
          bytes: Number(step.outputBytes),
          finishedLines: Number(step.outputLines),
          openLineAt: Number(step.openLineAt),
          sha256: step.outputSha256,
          complete: step.outputComplete,
        },
        captures: visible(state, declaration),
        can: stepVerbs(run, state),
      },
    ];
  });
}

/** Only what the step declares (and what was chosen); verdicts and candidates have their own place. */
function visible(state: StepState, step: Step): Record<string, string> {
  const names = new Set([...step.captures, ...("choose" in step ? [step.choose] : [])]);
  return Object.fromEntries(Object.entries(state.captures).filter(([name]) => names.has(name)));
}

function stepVerbs(run: RunState, step: StepState): StepRunView["can"] {
  const verbs: StepRunView["can"] = [];
  if (step.status === "waiting") verbs.push("confirm");
  if (canRetry(run, step)) verbs.push("retry");
  if (canSkip(run, step)) verbs.push("skip");
  if (canProve(run, step)) verbs.push("prove");
  return verbs;
}

function proofViews(row: RunRow, playbook: Playbook): ProofView[] {
  const targetName = new Map(row.targets.map((t) => [t.targetId, t.target.name]));
  return latest(row.steps).flatMap((step) =>
    step.endedAt === null
      ? []
      : proofsOf({ captures: step.captures as Record<string, string> }).map((proof) => ({
          ...proof,
          title: playbook.probes.find((p) => p.id === proof.probe)?.title ?? proof.probe,
          target: targetName.get(step.targetId) ?? step.targetId,
          at: (step.endedAt as Date).toISOString(),
        })),
  );
}
