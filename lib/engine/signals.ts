import { fitSignal } from "#lib/domain/measure/reading.ts";
import { metricsTokenContext } from "#lib/domain/measure/token-context.ts";
import type { MetricsReader } from "#lib/ports/metrics-reader.ts";
import type { Workers } from "#lib/ports/queue.ts";
import type { Opener } from "#lib/ports/sealer.ts";
import type { MeasuredSignal, MeasureTask } from "#lib/ports/signal-store.ts";
import type { EngineDeps } from "./deps.ts";

type Deps = Pick<EngineDeps, "signals" | "metrics" | "opener" | "clock">;
/** Questions that one source gets at a time. */
const AT_ONCE = 4;

/** Asks the sources of metrics for what pages and incidents need. `look` hands out what is due. */
export async function startSignals(
  deps: Deps,
  workers: Workers,
  leaving: AbortSignal,
): Promise<{ look(): Promise<void> }> {
  await workers.work("signals.measure", ({ targetId }, signal) =>
    measure(deps, targetId, AbortSignal.any([signal, leaving])),
  );
  return { look: () => deps.signals.askDue() };
}

/** One round over all signals of a target. What cannot be known is stored as that, with the reason. */
export async function measure(deps: Deps, targetId: string, over: AbortSignal): Promise<void> {
  const task = await deps.signals.task(targetId);
  if (!task) return;
  const token = await openToken(deps.opener, task);
  const readings: MeasuredSignal[] = [];
  const waiting = [...task.questions];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      readings.push(await answered(deps.metrics, deps.clock.now().getTime(), task, token, next, over));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  over.throwIfAborted();
  await deps.signals.save(task, readings);
}

type Token = { ok: true; token: string | null } | { ok: false; reason: string };

async function openToken(opener: Opener, { targetId, url, sealedToken }: MeasureTask): Promise<Token> {
  if (!sealedToken) return { ok: true, token: null };
  try {
    return { ok: true, token: await opener.open(sealedToken, metricsTokenContext(targetId, url)) };
  } catch {
    return { ok: false, reason: "the source's token cannot be opened with this engine's key: give it again" };
  }
}

async function answered(
  metrics: MetricsReader,
  askedAtMs: number,
  { url }: MeasureTask,
  token: Token,
  { signal, query, promql, missing }: MeasureTask["questions"][number],
  over: AbortSignal,
): Promise<MeasuredSignal> {
  const asked = { signal: signal.id, promql: promql ?? query, askedAtMs };
  const notKnown = (problem: string): MeasuredSignal => ({
    ...asked,
    value: null,
    measuredAtMs: null,
    series: [],
    problem,
  });
  if (promql === null) return notKnown(`the target does not set ${missing}, which the query takes`);
  if (!token.ok) return notKnown(token.reason);
  const answer = await metrics.read({ url, token: token.token, promql, atMs: askedAtMs }, over);
  if (answer.kind === "unknown") return notKnown(answer.reason);
  const fit = fitSignal(signal, answer.value);
  if (!fit.ok) return notKnown(fit.reason);
  return { ...asked, value: fit.value, measuredAtMs: answer.measuredAtMs, series: answer.series, problem: null };
}
