import { setTimeout as pause } from "node:timers/promises";
import { startEngine } from "../engines.ts";
import type { Lab } from "../lab.ts";
import type { Random } from "../random.ts";
import { RowResult } from "../result.ts";
import { alive, untilRested } from "../watch.ts";

/** R11: PostgreSQL is restarted, killed, or away for a while, with runs going on; the targets' files hold what cannot be stored meanwhile. */
export async function loseDatabase(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R11", "PostgreSQL restarted, killed with `kill -9`, or away for 1 to 20 s", seed);
  const engine = await startEngine(lab);
  while (result.trials < trials) {
    const runIds = await lab.startRuns(lab.targets.length);
    await pause(random.between(100, 2_000));
    const caught = await alive(lab, runIds);
    const way = random.pick(["restart", "kill", "outage"] as const);
    result.trials += caught.length;
    result.count(way, caught.length);
    if (way === "outage") {
      await lab.database.stop();
      await pause(random.between(1_000, 20_000));
      await lab.database.start();
    } else await lab.database.restart(way === "kill" ? "kill" : "stop");
    result.rested(await untilRested(lab, runIds));
    await result.judge(lab, runIds, ["succeeded"]);
  }
  await engine.end();
  return result;
}
