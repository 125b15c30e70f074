import type { Step } from "#lib/domain/playbook/schema.ts";
import { single, stepScript } from "#lib/domain/playbook/script.ts";
import { stepLimitMs } from "#lib/domain/playbook/watch.ts";
import { decide, Refusal, type StepOutcome } from "#lib/domain/run/decide.ts";
import type { RunState, StepState } from "#lib/domain/run/evolve.ts";
import { targetProgress, targetsOf } from "#lib/domain/run/progress.ts";
import type { EngineRun, EngineTarget } from "#lib/ports/engine-store.ts";
import { Fenced } from "#lib/ports/run-store.ts";
import { settleChoice } from "./choice.ts";
import type { EngineDeps, Patience } from "./deps.ts";
import { capturedBy, stepEnvironment } from "./environment.ts";
import { whyNotInjected } from "./injection.ts";
import { collectBefore, isChange } from "./investigation.ts";
import { proveFromOutside } from "./outside.ts";
import { maskOutcome, type OpenedSecrets, openSecrets } from "./secrets.ts";
import { carryStep, HandedOver } from "./step.ts";
import type { StopBoard } from "./stop-board.ts";
import { watchedOutput } from "./watch-ticks.ts";

type Context = {
  deps: EngineDeps;
  patience: Patience;
  facts: EngineRun;
  declared: ReadonlyMap<string, Step>;
  before: ReadonlyMap<string, Record<string, string>>;
  epoch: number;
  stops: StopBoard;
  handover: AbortSignal;
};

/**
 * Claims a run and carries it until it rests or ends: every target its own chain, side by side. The returned promise is the whole work, so the queue's
 * lease covers all of it. Safe to call for any run at any time: one with nothing to do returns at once.
 */
export async function driveRun(
  deps: EngineDeps,
  patience: Patience,
  stops: StopBoard,
  runId: string,
  handover: AbortSignal,
): Promise<void> {
  const claimed = await claim(deps, runId);
  if (!claimed) return;
  const facts = await deps.store.run(runId);
  const { steps: declared } = await deps.runs.definition(runId);
  const context: Context = {
    deps,
    patience,
    facts,
    declared,
    before: await capturedBefore(deps, facts),
    epoch: claimed.epoch,
    stops,
    handover,
  };
  try {
    for (let run = claimed; hasWork(run); run = await deps.runs.load(runId)) {
      if (handover.aborted) throw new HandedOver();
      const results = await Promise.allSettled(targetsOf(run).map((targetId) => driveTarget(context, runId, targetId)));
      const broken = results.find((r) => r.status === "rejected");
      if (broken) throw broken.reason;
    }
  } catch (error) {
    if (!(error instanceof Fenced)) throw error;
    deps.log.info({ runId }, "the run belongs to another engine");
  } finally {
    stops.forget(runId);
  }
}

async function claim(deps: EngineDeps, runId: string): Promise<RunState | null> {
  try {
    return await deps.runs
      .append(runId, deps.engine, (run) => (hasWork(run) ? decide(run, { kind: "claim", engine: deps.engine.id }) : []))
      .then((run) => (hasWork(run) ? run : null));
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

const hasWork = (run: RunState): boolean =>
  (run.status === "queued" || run.status === "running" || run.status === "waiting") &&
  targetsOf(run).some((t) => ["next", "active"].includes(targetProgress(run, t).kind));

/** An undo's scripts, and a verification's, get what the steps of the run before handed on. */
async function capturedBefore(deps: EngineDeps, facts: EngineRun): Promise<Map<string, Record<string, string>>> {
  const beforeId = facts.undoesRunId ?? facts.verifiesRunId;
  if (!beforeId) return new Map();
  const before = await deps.runs.load(beforeId);
  const { steps } = await deps.runs.definition(beforeId);
  return new Map(targetsOf(before).map((targetId) => [targetId, capturedBy(before, targetId, steps)]));
}

async function driveTarget(context: Context, runId: string, targetId: string): Promise<void> {
  const target = context.facts.targets.find((t) => t.id === targetId);
  if (!target) throw new Error(`run ${runId} has no target ${targetId}`);
  // Beside the steps that only look, so that it costs the rollback no time of its own.
  const { deps, facts, handover } = context;
  const collected = collectBefore(deps, facts, await deps.runs.load(runId), targetId, handover);
  try {
    for (;;) {
      if (handover.aborted) throw new HandedOver();
      const run = await deps.runs.load(runId);
      if (run.epoch !== context.epoch) throw new Fenced(runId);
      const progress = targetProgress(run, targetId);
      if (progress.kind !== "next" && progress.kind !== "active") return;
      if (progress.kind === "next" && (run.isCancelRequested || run.supersededBy !== null)) return;
      if (progress.kind === "next" && isChange(progress.step)) await collected;
      const isOver = await driveStep(context, run, target, progress.step);
      if (isOver) return;
    }
  } finally {
    await collected;
  }
}

/** One step to its recorded end. True when the target's chain rests after it. */
async function driveStep(context: Context, run: RunState, target: EngineTarget, state: StepState): Promise<boolean> {
  const { deps, declared, facts, epoch } = context;
  const step = declared.get(state.stepId);
  if (!step) throw new Error(`run ${run.id} has no step ${state.stepId}`);
  if ("confirm" in step) {
    await deps.runs.append(
      run.id,
      deps.engine,
      (now) => decide(now, { kind: "ask", stepRunId: state.stepRunId, question: step.confirm }),
      { epoch },
    );
    return true;
  }
  const refused = state.status === "running" ? null : whyNotInjected(facts, target);
  if (refused !== null) {
    await record(context, run, state, step, { kind: "notStarted", reason: `${refused} Nothing of this step was run.` });
    return false;
  }
  const secrets = await openedFor(context, run, target, state, step);
  if (!secrets) return false;
  const output = "watch" in step ? watchedOutput(deps, { run, step: state, target: target.address.name }) : deps.output;
  const outcome = await carryStep({ ...deps, output }, context.patience, {
    runId: run.id,
    stepRunId: state.stepRunId,
    epoch,
    hasBegun: state.status === "running",
    target,
    isFirst: state.position === 0 || state.attempt > 1,
    script: {
      key: keyOf(run, state),
      script: scriptOf(context, step),
      env: {
        BACKOUT_STARTED_BY: facts.startedBy,
        ...("watch" in step ? { BACKOUT_WATCH_MARK: state.stepRunId } : {}),
        ...stepEnvironment({
          incident: facts.incident,
          id: run.id,
          createdAt: facts.createdAt,
          target,
          defaults: defaultsOf(facts),
          secrets: secrets.environment,
          choices: facts.choices,
          step,
          captured: { ...context.before.get(target.id), ...capturedBy(run, target.id, declared) },
        }),
      },
      timeoutMs: stepLimitMs(step, target.watchSeconds),
    },
    mask: secrets.mask,
    stop: context.stops.signal(run.id, state.stepRunId),
    handover: context.handover,
    begin: async () => {
      const begun = await deps.runs.append(
        run.id,
        deps.engine,
        (now) => decide(now, { kind: "begin", stepRunId: state.stepRunId }),
        { epoch },
      );
      return begun.steps.some((s) => s.stepRunId === state.stepRunId && s.status === "running");
    },
  });
  if (outcome === null) return true;
  const parameters = { ...defaultsOf(facts), ...target.parameters };
  const over = AbortSignal.any([context.stops.signal(run.id, state.stepRunId), context.handover]);
  const seen = await proveFromOutside(facts.playbook, step, parameters, outcome, over);
  // The next engine finds the step ended on its host, and asks again.
  if (seen !== outcome && context.handover.aborted) throw new HandedOver();
  await record(context, run, state, step, maskOutcome(secrets.mask, seen));
  await tidy(deps, target, keyOf(run, state), outcome);
  return false;
}

/** Without them nothing is begun. A step that runs already goes on: its output cannot be stored unmasked, so a later try has to open them. */
async function openedFor(
  context: Context,
  run: RunState,
  target: EngineTarget,
  state: StepState,
  step: Step,
): Promise<OpenedSecrets | null> {
  try {
    return await openSecrets(context.deps.opener, target);
  } catch (error) {
    if (state.status === "running") throw error;
    const why = error instanceof Error ? error.message : String(error);
    const reason = `${target.address.name}: ${why} Nothing of this step was run.`;
    await record(context, run, state, step, { kind: "notStarted", reason });
    return null;
  }
}

/** `run.step.attempt`: what the host knows the step by. */
const keyOf = (run: RunState, state: StepState) => `${run.id}.${state.stepRunId}.${state.attempt}`;

/** Its bytes are stored and proved equal: the host need not keep them. It remembers the key, so that nothing can start it again. */
async function tidy(deps: EngineDeps, target: EngineTarget, key: string, outcome: StepOutcome): Promise<void> {
  if (outcome.kind === "lost" || outcome.kind === "notStarted") return;
  try {
    await (await deps.hosts.session(target)).clean(key);
  } catch (error) {
    deps.log.info({ key, reason: error instanceof Error ? error.message : String(error) }, "left on the target");
  }
}

async function record(
  { deps, facts, epoch }: Context,
  run: RunState,
  state: StepState,
  step: Step,
  outcome: StepOutcome,
): Promise<void> {
  const settled =
    "choose" in step
      ? settleChoice(step, facts.choices[step.choose], facts.planned[step.choose]?.[state.targetId] ?? [], outcome)
      : outcome;
  await deps.runs.append(
    run.id,
    deps.engine,
    (now) => decide(now, { kind: "end", stepRunId: state.stepRunId, outcome: settled }),
    { epoch },
  );
}

function scriptOf({ facts }: Context, step: Step): string {
  const text = facts.undoesRunId && "run" in step ? single(facts.playbook, step.run) : stepScript(facts.playbook, step);
  if (text === null) throw new Error(`step ${step.id} has no script`);
  return text;
}

const defaultsOf = ({ playbook }: EngineRun): Record<string, string> =>
  Object.fromEntries(
    Object.entries(playbook.parameters).flatMap(([name, p]) => (p.default === undefined ? [] : [[name, p.default]])),
  );
