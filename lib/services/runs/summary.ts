import type { RunSummary } from "#lib/contract/run.ts";
import { readActor } from "#lib/domain/actor/actor.ts";
import { fromRow } from "#lib/domain/run/row-status.ts";
import type { Prisma } from "#lib/ports/db.ts";

/** What a summary needs; spread into a Prisma `include`. */
export const SUMMARY = {
  targets: { include: { target: { select: { name: true } } } },
  steps: { orderBy: [{ targetId: "asc" }, { position: "asc" }, { attempt: "asc" }] },
} satisfies Prisma.RunInclude;
export type RunRow = Prisma.RunGetPayload<{ include: typeof SUMMARY }>;

const DONE = ["finished", "proven", "skipped"];

/** The attempts that count: the last of each step on each target. */
export function latest<S extends { targetId: string; stepId: string; attempt: number }>(steps: readonly S[]): S[] {
  return steps.filter(
    (s) => !steps.some((o) => o.targetId === s.targetId && o.stepId === s.stepId && o.attempt > s.attempt),
  );
}

/** Pure: the run as lists show it. `titles`: step id → title, for the step at which it stands. */
export function summarise(run: RunRow, titles: ReadonlyMap<string, string>): RunSummary {
  const steps = latest(run.steps);
  const current =
    steps.find((s) => s.status === "running" || s.status === "waiting") ?? steps.find((s) => !DONE.includes(s.status));
  return {
    id: run.id,
    incident: run.incidentNumber,
    procedure: run.procedure,
    title: run.title,
    option: run.option,
    mode: run.mode === "dry_run" ? "dry-run" : run.mode,
    purpose: run.purpose,
    status: fromRow(run.status),
    targets: run.targets.map((t) => t.target.name),
    by: readActor(run.actor).name,
    undoes: run.undoesRunId,
    verifies: run.verifiesRunId,
    stepsDone: steps.filter((s) => DONE.includes(s.status)).length,
    stepsTotal: steps.length,
    currentStep: current ? (titles.get(current.stepId) ?? current.stepId) : null,
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    endedAt: run.endedAt?.toISOString() ?? null,
    targetTimeMs: run.targetTimeMs,
  };
}
