import { rmSync } from "node:fs";
import { deployBroken } from "./deployment.ts";
import { clearLocked } from "./faults.ts";
import { askHealth } from "./health.ts";
import { withRange } from "./lock.ts";
import { deleteApp, startApp } from "./pm2.ts";
import { endProcess, markedProcesses } from "./processes.ts";
import type { Range } from "./range.ts";
import type { Inside } from "./state.ts";
import { until } from "./wait.ts";

/**
 * Back to the moment after the bad release went out: faults cleared, v1.1.0 deployed and running, backups and tags whole, and
 * nothing left of earlier rollbacks (failed trees, safety copies, steps still running, the runner's state). Traffic and
 * SSH stay up.
 */
export async function resetRange(range: Range): Promise<void> {
  await withRange(range, async (inside) => {
    await clearLocked(inside);
    await endSteps(inside);
    await deleteApp(inside.pm2);
    rmSync(inside.layout.runnerState, { recursive: true, force: true });
    await deployBroken(inside.deployment);
    await startApp(inside.pm2);
    await until("the application to answer", () => askHealth(range.parameters.HEALTH_URL));
  });
}

/** Commands of earlier rollbacks that still run: they came over SSH, and are neither pm2 nor what pm2 runs. */
async function endSteps({ layout }: Inside): Promise<void> {
  const steps = markedProcesses(layout.root).filter(
    ({ overSsh, command }) =>
      overSsh && !command.includes("God Daemon") && !command.includes(`${layout.app}/dist/server.js`),
  );
  await Promise.all(steps.map((step) => endProcess(step, 500)));
}
