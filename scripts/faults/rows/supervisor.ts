import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { cancelRun } from "#lib/services/runs/cancel.ts";
import { startEngine } from "../engines.ts";
import type { Lab } from "../lab.ts";
import type { Random } from "../random.ts";
import { RowResult } from "../result.ts";
import { untilRested } from "../watch.ts";

/** R10: the process on the target that keeps a step, the step itself, or both are killed with SIGKILL. */
export async function killOnTarget(lab: Lab, random: Random, seed: number, trials: number): Promise<RowResult> {
  const result = new RowResult("R10", "`kill -9` on the target: the step's supervisor, the step, or both", seed);
  const engine = await startEngine(lab);
  while (result.trials < trials) {
    const runIds = await lab.startRuns(lab.targets.length);
    await Promise.all(
      runIds.map(async (runId) => {
        const way = random.pick(["supervisor", "step", "both"] as const);
        await pause(random.between(200, 2_500));
        if (!(await hunt(() => killStep(lab.stateDir, runId, way)))) return;
        result.trials += 1;
        result.count(way);
      }),
    );
    result.rested(await untilRested(lab, runIds));
    // A step that was killed failed, and the run rests there; one of which nobody knows waits for a person; otherwise it went on.
    await result.judge(lab, runIds, ["succeeded", "failed", "interrupted"]);
    const rows = await lab.prisma.run.findMany({ where: { id: { in: runIds } }, select: { id: true, status: true } });
    for (const { id, status } of rows) {
      result.count(`run ${status}`);
      // It keeps its target until a person has decided.
      if (status === "interrupted") await cancelRun(lab.ctx, id);
    }
  }
  await engine.end();
  return result;
}

/** A light step lives for a tenth of a second: tries until one is caught alive. */
async function hunt(strike: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    if (strike()) return true;
    await pause(5);
  }
  return false;
}

/** False when no step of the run is alive just now. */
function killStep(stateDir: string, runId: string, way: "supervisor" | "step" | "both"): boolean {
  for (const key of readdirSync(stateDir).filter((name) => name.startsWith(`${runId}.`))) {
    const claim = wordOf(path.join(stateDir, key, "claim"));
    const supervisor = Number(claim && wordOf(path.join(stateDir, key, `sup.${claim}`)));
    const leader = Number(wordOf(path.join(stateDir, key, "step")));
    const victims = [way !== "step" ? supervisor : 0, way !== "supervisor" ? leader : 0].filter((pid) => pid > 1);
    if (victims.map(kill).some(Boolean)) return true;
  }
  return false;
}

function wordOf(file: string): string {
  try {
    return readFileSync(file, "utf8").trim().split(" ")[0] ?? "";
  } catch {
    return "";
  }
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}
