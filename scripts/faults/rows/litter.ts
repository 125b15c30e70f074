import { sshExecutor } from "#lib/adapters/ssh/executor.ts";
import { startEngine } from "../engines.ts";
import type { Lab } from "../lab.ts";
import { survivors } from "../oracle.ts";
import type { Random } from "../random.ts";
import { RowResult } from "../result.ts";
import { untilRested } from "../watch.ts";

/** I12, after everything else: one more engine works in peace, and then nothing that an ended step left may lie or run on the target. */
export async function litter(lab: Lab, _random: Random, seed: number): Promise<RowResult> {
  const result = new RowResult("I12", "what all of the above left on the target, after one run in peace", seed);
  const engine = await startEngine(lab);
  const runIds = await lab.startRuns(lab.targets.length);
  result.rested(await untilRested(lab, runIds));
  await engine.end();
  const session = await sshExecutor().open({ ...lab.sshd.target(), stateDir: lab.stateDir }, lab.sshd.credential);
  const keys = await session.list();
  await session.close();
  const steps = await lab.prisma.stepRun.findMany({
    select: { id: true, runId: true, outputComplete: true, endedAt: true },
  });
  const complete = new Set(steps.filter((s) => s.endedAt && s.outputComplete).map((s) => s.id));
  result.trials = steps.length;
  result.count("steps that nobody knows the end of, kept as evidence", keys.length);
  for (const key of keys) if (complete.has(key.split(".")[1] ?? "")) result.wrong.push(`I12 ${key} lies on the target`);
  for (const pid of survivors([...new Set(steps.map((s) => s.runId))]))
    result.wrong.push(`I12 process ${pid} is alive`);
  return result;
}
