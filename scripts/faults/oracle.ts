import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Lab } from "./lab.ts";
import { expectedLedger, expectedOutput, sha256 } from "./plan.ts";

/** Everything that is wrong with a run, in words; empty when every invariant holds. */
export async function violations(lab: Lab, runId: string): Promise<string[]> {
  const wrong: string[] = [];
  const run = await lab.prisma.run.findUniqueOrThrow({ where: { id: runId }, include: { steps: true, targets: true } });
  const ledger = ledgerOf(lab, run.targets[0]?.targetId ?? "", runId);
  if (new Set(ledger).size !== ledger.length) wrong.push(`I1 a step started twice: ${doubled(ledger).join(", ")}`);
  if (run.status === "succeeded" && ledger.join() !== expectedLedger(runId).join())
    wrong.push(`I1 the ledger is not the plan: ${ledger.join(", ")}`);
  for (const step of run.steps) {
    const stored = await storedOutput(lab, step.id);
    if (BigInt(stored.length) !== step.outputBytes)
      wrong.push(`I2 ${step.stepId}: ${stored.length} bytes stored, ${step.outputBytes} on record`);
    if (step.kind !== "run") continue;
    const expected = expectedOutput(runId, step.stepId);
    if (step.status === "finished") {
      if (!stored.equals(expected)) wrong.push(`I2 ${step.stepId}: its bytes are not what it printed`);
      if (step.outputSha256 !== sha256(stored) || !step.outputComplete) wrong.push(`I2 ${step.stepId}: not sealed`);
    } else if (!expected.subarray(0, stored.length).equals(stored))
      wrong.push(`I7 ${step.stepId} (${step.status}): stored bytes are no prefix of what it printed`);
    if (step.status === "running") wrong.push(`I3 ${step.stepId} is left running in a run that is ${run.status}`);
  }
  const events = await lab.ctx.runs.load(runId);
  if (events.status !== run.status.replaceAll("_", "-"))
    wrong.push(`the row says ${run.status}, its events ${events.status}`);
  return wrong;
}

function ledgerOf(lab: Lab, targetId: string, runId: string): string[] {
  const home = lab.targets.find((t) => t.id === targetId)?.home ?? "";
  try {
    return readFileSync(path.join(home, "ledger"), "utf8")
      .split("\n")
      .filter((line) => line.startsWith(`${runId} `));
  } catch {
    return [];
  }
}

const doubled = (lines: readonly string[]) => lines.filter((line, i) => lines.indexOf(line) !== i);

async function storedOutput(lab: Lab, stepRunId: string): Promise<Buffer> {
  const chunks = await lab.prisma.outputChunk.findMany({ where: { stepRunId }, orderBy: { atByte: "asc" } });
  let at = 0n;
  for (const chunk of chunks) {
    if (chunk.atByte !== at) return Buffer.alloc(0);
    at += BigInt(chunk.bytes.length);
  }
  return Buffer.concat(chunks.map((c) => c.bytes));
}

/** Pids of processes that carry one of these runs in their environment, whatever became of their parents. */
export function survivors(runIds: readonly string[]): number[] {
  const wanted = new Set(runIds);
  return readdirSync("/proc").flatMap((name) => {
    const found = /^\d+$/.test(name) && /(?:^|\0)BACKOUT_RUN=([^\0]+)/.exec(readOrEmpty(`/proc/${name}/environ`))?.[1];
    return found && wanted.has(found) ? [Number(name)] : [];
  });
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return ""; // it ended while we looked
  }
}
