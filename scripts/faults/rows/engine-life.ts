import { setTimeout as pause } from "node:timers/promises";
import { startEngine } from "../engines.ts";
import type { Lab } from "../lab.ts";
import type { Random } from "../random.ts";
import { RowResult } from "../result.ts";
import { alive, untilRested } from "../watch.ts";

const RUNS = 20;
/** A frozen engine keeps its place until its jobs' heartbeat runs out. */
const FROZEN_LIMIT_MS = 45_000;

/** R4: an engine is frozen, another one takes its runs, and the first wakes up in the middle or after it. */
export async function freeze(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R4", "engine frozen, replaced, woken up (split brain)", seed);
  while (result.trials < trials) {
    const zombie = await startEngine(lab);
    const runIds = await lab.startRuns(RUNS);
    await pause(random.between(100, 2_500));
    zombie.kill("SIGSTOP");
    const caught = await alive(lab, runIds);
    result.trials += caught.length;
    const second = await startEngine(lab);
    await untilTakenOver(lab, caught);
    await pause(random.between(0, 1_500));
    zombie.kill("SIGCONT");
    result.rested(await untilRested(lab, runIds));
    await result.judge(lab, runIds, ["succeeded"]);
    await Promise.all([zombie.end(), second.end()]);
  }
  return result;
}

/** Until at least one of the runs has a further claim. */
async function untilTakenOver(lab: Lab, runIds: readonly string[]): Promise<void> {
  const since = performance.now();
  while (performance.now() - since < FROZEN_LIMIT_MS) {
    const again = await lab.prisma.run.count({ where: { id: { in: [...runIds] }, epoch: { gt: 1 } } });
    if (again > 0 || runIds.length === 0) return;
    await pause(100);
  }
}

/** R33: an engine is asked to end in mid-run and the next one, as after an upgrade, goes on. */
export async function upgrade(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R33", "engine ended by SIGTERM in mid-run, another one started (upgrade)", seed);
  while (result.trials < trials) {
    let engine = await startEngine(lab);
    const runIds = await lab.startRuns(RUNS);
    for (let i = 0; i < 3; i++) {
      await pause(random.between(100, 1_200));
      await engine.end();
      result.trials += (await alive(lab, runIds)).length;
      engine = await startEngine(lab);
    }
    result.rested(await untilRested(lab, runIds));
    await result.judge(lab, runIds, ["succeeded"]);
    await engine.end();
  }
  return result;
}
