import { setTimeout as pause } from "node:timers/promises";
import type { TcpProxy } from "#lib/testing/tcp-proxy.ts";
import { startEngine } from "../engines.ts";
import type { Lab } from "../lab.ts";
import type { Random } from "../random.ts";
import { RowResult } from "../result.ts";
import { alive, untilRested } from "../watch.ts";

const RESETS = 5;

/** R5: every SSH connection is reset after a random number of bytes, again and again. */
export async function resetSsh(
  lab: Lab,
  proxy: TcpProxy,
  random: Random,
  seed: number,
  trials: number,
): Promise<RowResult> {
  const result = new RowResult("R5", "SSH reset (RST) at a random byte", seed);
  const engine = await startEngine(lab);
  while (result.trials < trials) {
    const runIds = await lab.startRuns(lab.targets.length);
    for (let i = 0; i < RESETS; i++) {
      await pause(random.between(50, 900));
      const caught = await alive(lab, runIds);
      result.trials += caught.length;
      proxy.resetAfter(random.between(1, 20_000));
    }
    proxy.forward();
    result.rested(await untilRested(lab, runIds));
    await result.judge(lab, runIds, ["succeeded"]);
  }
  await engine.end();
  return result;
}

/** R6: the path goes silent in both directions for a while and heals; nobody is told. */
export async function silence(
  lab: Lab,
  proxy: TcpProxy,
  random: Random,
  seed: number,
  trials: number,
): Promise<RowResult> {
  const result = new RowResult("R6", "SSH path silent in both directions for 5 to 30 s", seed);
  const engine = await startEngine(lab);
  while (result.trials < trials) {
    const runIds = await lab.startRuns(lab.targets.length);
    await pause(random.between(100, 1_500));
    result.trials += (await alive(lab, runIds)).length;
    proxy.blackHole();
    await pause(random.between(5_000, 30_000));
    // A real path that heals does not bring back what the dropped packets carried: the connections are of no use any more.
    proxy.forward();
    result.rested(await untilRested(lab, runIds));
    // Silence of over 20 s before a step began: given up, said so, and a person may press retry.
    await result.judge(lab, runIds, ["succeeded"], /Nothing (of this step )?was run/);
  }
  await engine.end();
  return result;
}
