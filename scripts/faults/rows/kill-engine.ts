import { setTimeout as pause } from "node:timers/promises";
import { BOUNDARIES, lastBoundaries } from "../boundary.ts";
import { type EngineProcess, startEngine } from "../engines.ts";
import type { Lab } from "../lab.ts";
import type { Random } from "../random.ts";
import { RowResult } from "../result.ts";
import { alive, untilRested } from "../watch.ts";

const RUNS = 20;
/** A run is killed at most this often before it is left in peace. */
const KILLS = 5;

/** R1: SIGKILL of the engine as one of its runs passes a boundary, every boundary in turn. */
export async function killAtBoundaries(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R1", "`kill -9` of the engine at each boundary of a step", seed);
  let turn = 0;
  while (result.trials < trials) {
    await killUntilPeace(lab, result, async () => {
      const dieAt = BOUNDARIES[turn++ % BOUNDARIES.length] ?? "b1";
      // Few runs pass b11 (a run's end) in the life of one engine, all pass the others often.
      return startEngine(lab, { dieAt, after: random.between(0, dieAt === "b11" ? 2 : 40) });
    });
  }
  return result;
}

/** R2: SIGKILL of the engine at random instants, up to five times in a run. */
export async function killAtRandom(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R2", "`kill -9` of the engine at random instants", seed);
  while (result.trials < trials) {
    await killUntilPeace(lab, result, async () => {
      const engine = await startEngine(lab);
      setTimeout(() => engine.kill("SIGKILL"), random.between(50, 3_000)).unref();
      return engine;
    });
  }
  return result;
}

/** Twenty runs, engines that die under them, and one that carries them to their end. Every run alive at a death is a trial. */
async function killUntilPeace(lab: Lab, result: RowResult, launch: () => Promise<EngineProcess>): Promise<void> {
  const runIds = await lab.startRuns(RUNS);
  for (let kills = 0; kills < KILLS; kills++) {
    const engine = await launch();
    await Promise.race([engine.ended, untilNoneLeft(lab, runIds)]);
    engine.kill("SIGKILL");
    await engine.ended;
    const caught = await alive(lab, runIds);
    if (caught.length === 0) break;
    const last = lastBoundaries(engine.trace);
    result.trials += caught.length;
    for (const runId of caught) result.count(last.get(runId) ?? "not begun");
  }
  const since = performance.now();
  const peace = await startEngine(lab);
  const rest = await untilRested(lab, runIds);
  result.rested({ ...rest, tookMs: performance.now() - since });
  await result.judge(lab, runIds, ["succeeded"]);
  await peace.end();
}

async function untilNoneLeft(lab: Lab, runIds: readonly string[]): Promise<void> {
  while ((await alive(lab, runIds)).length > 0) await pause(100);
}
