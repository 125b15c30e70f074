import { randomBytes } from "node:crypto";
import { visible } from "#lib/domain/output/visible.ts";
import type { Step } from "#lib/domain/playbook/schema.ts";
import { single, stepScript } from "#lib/domain/playbook/script.ts";
import { type CheckResult, type DeclaredCheck, declaredChecks, HOST_CHECKS } from "#lib/domain/readiness/checks.ts";
import type { Workers } from "#lib/ports/queue.ts";
import type { ReadinessTask } from "#lib/ports/readiness-store.ts";
import type { RemoteSession } from "#lib/ports/remote-executor.ts";
import { askTarget } from "./ask-target.ts";
import type { EngineDeps } from "./deps.ts";
import { parameterDefaults, stepEnvironment } from "./environment.ts";
import { clockResult, hostResults } from "./readiness-host.ts";
import { verdictOf } from "./readiness-verdict.ts";
import { type OpenedSecrets, openSecrets } from "./secrets.ts";

/** For everything on one target together. What is not had by then is unknown. */
const LOOK_MS = 180_000;
/** One check, when the playbook does not say; and a list at most, which may read whole backups. */
const CHECK_MS = 20_000;
const LIST_MS = 60_000;
/** Side by side on the one connection: a host that is looked at has other work. */
const AT_ONCE = 3;

/** Looks when it is time, when somebody asks, after a run ended and when a target is new. `everyMs` null: only when somebody asks. */
export async function startReadiness(
  deps: EngineDeps,
  workers: Workers,
  leaving: AbortSignal,
  everyMs: number | null,
): Promise<{ look(): Promise<void> }> {
  await workers.work("readiness.check", async ({ lookId }, signal) => {
    const task = await deps.readiness.task(lookId);
    if (!task) return;
    const over = AbortSignal.any([signal, leaving]);
    const results = await lookAt(deps, task, over);
    over.throwIfAborted();
    await deps.readiness.finish(task, results);
  });
  return { look: () => deps.readiness.due(deps.clock.now(), everyMs) };
}

/**
 * Asks every check of a target over one fresh connection. Nothing is changed on it. What could not be asked is `unknown`, never good. Never rejects;
 * when `over` fires what comes back is not to be kept.
 */
async function lookAt(deps: EngineDeps, task: ReadinessTask, over: AbortSignal): Promise<CheckResult[]> {
  const checks = declaredChecks(task.playbook);
  const limit = AbortSignal.any([over, AbortSignal.timeout(LOOK_MS)]);
  let session: RemoteSession | undefined;
  try {
    session = await deps.hosts.fresh(task.target, limit);
    const secrets = await openSecrets(deps.opener, task.target);
    const host = HOST_CHECKS.map((check): CheckResult => ({ check, verdict: "pass", detail: "" }));
    return [
      ...host,
      clockResult(session.clockSkewMs),
      ...(await askAll(
        task,
        checks.filter((c) => c.ask.kind !== "host"),
        session,
        secrets,
        limit,
      )),
    ];
  } catch (error) {
    return hostResults(checks, task.target.address.name, error);
  } finally {
    await session?.close().catch(() => {});
  }
}

async function askAll(
  task: ReadinessTask,
  checks: readonly DeclaredCheck[],
  session: RemoteSession,
  secrets: OpenedSecrets,
  limit: AbortSignal,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const waiting = [...checks];
  async function work(): Promise<void> {
    for (let check = waiting.shift(); check; check = waiting.shift())
      results.push(await askOne(task, check, session, secrets, limit));
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

async function askOne(
  task: ReadinessTask,
  check: DeclaredCheck,
  session: RemoteSession,
  secrets: OpenedSecrets,
  limit: AbortSignal,
): Promise<CheckResult> {
  const { step, script, timeoutMs } = scriptOf(task, check);
  const env = stepEnvironment({
    incident: 0,
    id: task.id,
    createdAt: task.createdAt,
    target: task.target,
    defaults: parameterDefaults(task.playbook),
    secrets: secrets.environment,
    choices: {},
    step,
    captured: {},
  });
  const key = `${task.id}.${check.id}.${randomBytes(4).toString("hex")}`;
  try {
    const asked = await askTarget(session, { key, script, env, timeoutMs }, secrets, limit);
    const { verdict, detail } = verdictOf(check, asked);
    return { check: check.id, verdict, detail: visible(detail) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { check: check.id, verdict: "unknown", detail: `could not be asked: ${visible(secrets.mask.text(why))}` };
  }
}

/** The very bytes that a run or a plan would run for the same question. */
function scriptOf(
  { playbook }: ReadinessTask,
  check: DeclaredCheck,
): { step: Step; script: string; timeoutMs: number } {
  const timeoutMs = playbook.readiness?.timeout ?? CHECK_MS;
  const base = {
    id: check.id,
    title: check.title,
    timeout: timeoutMs,
    changes: "nothing",
    safeToRepeat: true,
    captures: [],
    ticks: [],
    gate: false,
  } as const;
  const { ask } = check;
  switch (ask.kind) {
    case "list":
      return {
        step: ask.step,
        script: stepScript(playbook, ask.step) ?? "",
        timeoutMs: Math.min(ask.step.timeout, LIST_MS),
      };
    case "probe": {
      const step: Step = { ...base, captures: [], ticks: [], prove: [ask.probe] };
      return { step, script: stepScript(playbook, step) ?? "", timeoutMs };
    }
    case "script":
      return {
        step: { ...base, captures: [], ticks: [], run: ask.script },
        script: single(playbook, ask.script),
        timeoutMs,
      };
    default:
      throw new Error(`${check.id} is asked by the connection itself`);
  }
}
