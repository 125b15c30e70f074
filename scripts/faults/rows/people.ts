import { setTimeout as pause } from "node:timers/promises";
import { isAppError } from "#lib/domain/error/app-error.ts";
import { cancelRun } from "#lib/services/runs/cancel.ts";
import { startRun } from "#lib/services/runs/start.ts";
import { startEngine } from "../engines.ts";
import type { Lab } from "../lab.ts";
import { survivors } from "../oracle.ts";
import type { Random } from "../random.ts";
import { RowResult } from "../result.ts";
import { untilRested } from "../watch.ts";

/** R21: two to fifty people press the same button at once, some of them twice. */
export async function pressAtOnce(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R21", "2 to 50 people press the same rollback at once, some of them twice", seed);
  const target = lab.targets[0]?.name ?? "";
  for (; result.trials < trials; result.trials++) {
    const people = Array.from({ length: random.between(2, 50) }, (_, i) => ({
      name: `p${i}`,
      key: crypto.randomUUID(),
    }));
    const presses = people.flatMap((person) => (random.between(0, 3) === 0 ? [person, person] : [person]));
    const answers = await Promise.allSettled(
      presses.map(({ name, key }) =>
        startRun(lab.ctxOf(name), {
          incident: lab.incident,
          idempotencyKey: key,
          body: { procedure: "level-1", targets: [target] },
        }),
      ),
    );
    const started = new Set(answers.flatMap((a) => (a.status === "fulfilled" ? [a.value.run.id] : [])));
    if (started.size !== 1) result.wrong.push(`I11 ${started.size} runs of ${presses.length} presses`);
    for (const a of answers)
      if (a.status === "rejected" && !(isAppError(a.reason) && a.reason.code === "target-held"))
        result.wrong.push(`I11 an answer that names no holder: ${a.reason}`);
    result.count("presses", presses.length);
    for (const runId of started) await cancelRun(lab.ctx, runId);
  }
  return result;
}

/** R22: every run is stopped at a random instant, its start included. */
export async function cancelAtRandom(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R22", "stop at random instants, the start included", seed);
  const engine = await startEngine(lab);
  while (result.trials < trials) {
    const runIds = await lab.startRuns(lab.targets.length);
    await Promise.all(runIds.map((runId) => stopAt(lab, result, runId, random.between(0, 2_500))));
    result.rested(await untilRested(lab, runIds));
    await result.judge(lab, runIds, ["cancelled", "succeeded"]);
    result.trials += runIds.length;
  }
  await engine.end();
  return result;
}

/** At the moment at which the record says "cancelled", nothing of the run may be alive on the target. */
async function stopAt(lab: Lab, result: RowResult, runId: string, afterMs: number): Promise<void> {
  await pause(afterMs);
  try {
    await cancelRun(lab.ctx, runId);
  } catch (error) {
    if (!isAppError(error)) throw error;
    result.count("had ended before");
    return;
  }
  const { stuck } = await untilRested(lab, [runId]);
  if (stuck.length > 0) return;
  const { status } = await lab.prisma.run.findUniqueOrThrow({ where: { id: runId } });
  result.count(status);
  const left = survivors([runId]);
  if (left.length > 0) result.wrong.push(`I6 ${runId} is ${status} while ${left.length} of its processes live`);
}
