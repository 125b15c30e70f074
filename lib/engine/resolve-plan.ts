import { createHash } from "node:crypto";
import type { Step } from "#lib/domain/playbook/schema.ts";
import { stepScript } from "#lib/domain/playbook/script.ts";
import type { PlanResolution } from "#lib/domain/run/plan.ts";
import { type Choice, candidatesOf, defaultOf } from "#lib/domain/run/proofs.ts";
import { findOption, findProcedure } from "#lib/domain/run/steps.ts";
import type { EnginePlan, EngineTarget } from "#lib/ports/engine-store.ts";
import { ConnectError } from "#lib/ports/remote-executor.ts";
import { askTarget } from "./ask-target.ts";
import type { EngineDeps } from "./deps.ts";
import { parameterDefaults, stepEnvironment } from "./environment.ts";
import { openSecrets } from "./secrets.ts";
import { describeConnectFailure } from "./words.ts";

type ChooseStep = Extract<Step, { choose: string }>;
type Found = { targetId: string; problem: string | null; candidates: Map<string, Choice[]> };

/** Looks at the targets, read-only: are they reachable, and what can be chosen there. The result and its hash are what a start refers to. */
export async function resolvePlan(deps: EngineDeps, planId: string): Promise<void> {
  const plan = await deps.store.planToResolve(planId);
  if (!plan) return;
  const procedure = findProcedure(plan.playbook, plan.procedure);
  const option = procedure && findOption(procedure, plan.option);
  if (!procedure || !option) throw new Error(`plan ${planId} names no procedure`);
  const chooses = option.steps.filter((s): s is ChooseStep => "choose" in s);
  const found = await Promise.all(plan.targets.map((target) => look(deps, plan, target, chooses)));
  const resolution = summarise(found, chooses);
  const problem = found.map((f) => f.problem).filter((p) => p !== null);
  const isUseless = problem.length === found.length;
  await deps.store.savePlan(planId, {
    state: isUseless ? "failed" : "ready",
    resolution,
    problem: problem.length > 0 ? problem.join(" ") : null,
    hash: isUseless ? null : hashOf(plan, resolution),
  });
}

async function look(deps: EngineDeps, plan: EnginePlan, target: EngineTarget, chooses: ChooseStep[]): Promise<Found> {
  const candidates = new Map<string, Choice[]>();
  try {
    await deps.hosts.verify(target);
    for (const step of chooses) candidates.set(step.choose, await list(deps, plan, target, step));
    if (chooses.length === 0) await (await deps.hosts.session(target)).state(`${plan.id}.reach.1`);
    return { targetId: target.id, problem: null, candidates };
  } catch (error) {
    deps.hosts.drop(target);
    const problem =
      error instanceof ConnectError
        ? describeConnectFailure(target.address.name, error.failure)
        : `${target.address.name}: ${error instanceof Error ? error.message : String(error)}. Nothing was changed.`;
    return { targetId: target.id, problem, candidates };
  }
}

async function list(deps: EngineDeps, plan: EnginePlan, target: EngineTarget, step: ChooseStep): Promise<Choice[]> {
  const secrets = await openSecrets(deps.opener, target);
  const session = await deps.hosts.session(target);
  const env = stepEnvironment({
    incident: plan.incident,
    id: plan.id,
    createdAt: plan.createdAt,
    target,
    defaults: parameterDefaults(plan.playbook),
    secrets: secrets.environment,
    choices: {},
    step,
    captured: {},
  });
  const key = `${plan.id}.${target.id}.${step.id}`;
  const script = stepScript(plan.playbook, step) ?? "";
  const { end, captures, lastLine } = await askTarget(session, { key, script, env, timeoutMs: step.timeout }, secrets);
  if (end.kind !== "exited" || end.code !== 0)
    throw new Error(`"${step.title}" could not be listed${lastLine ? `: ${lastLine}` : ""}`);
  return candidatesOf(captures);
}

/** A default is what is proven on every target alike. */
function summarise(found: Found[], chooses: ChooseStep[]): PlanResolution {
  const targets = Object.fromEntries(
    found.map((f) => [f.targetId, { reachable: f.problem === null, problem: f.problem }]),
  );
  const candidates: PlanResolution["candidates"] = {};
  const defaults: PlanResolution["defaults"] = {};
  for (const { choose } of chooses) {
    const usable = found.filter((f) => f.problem === null);
    candidates[choose] = Object.fromEntries(usable.map((f) => [f.targetId, f.candidates.get(choose) ?? []]));
    const values = new Set(usable.map((f) => defaultOf(f.candidates.get(choose) ?? [])?.value));
    const [only] = values;
    if (values.size === 1 && only !== undefined) defaults[choose] = only;
  }
  return { targets, candidates, defaults };
}

/** Over everything a start would do: playbook version, procedure, option, targets with address, key, parameters and sealed secrets, and what was found. */
function hashOf(plan: EnginePlan, resolution: PlanResolution): string {
  const subject = [
    plan.playbookHash,
    plan.procedure,
    plan.option,
    plan.targets.map((t) => [
      t.id,
      t.address,
      Object.entries(t.parameters).sort(),
      t.secrets.map((s) => [s.name, createHash("sha256").update(s.sealed).digest("hex")]),
      t.watchSeconds,
    ]),
    resolution,
  ];
  return createHash("sha256").update(JSON.stringify(subject)).digest("hex");
}
