import { isActive } from "#lib/client/run-active.ts";
import type { IncidentView } from "#lib/contract/incident.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
import type { Candidate, PlanView, RunSummary, RunView } from "#lib/contract/run.ts";

type OptionView = ProcedureView["options"][number];

/** The option a press takes: the first that is not refused. */
export const defaultOption = (procedure: ProcedureView): OptionView | undefined =>
  procedure.options.find((o) => o.refused === null);

/** Newest run of a procedure in the incident; undo runs are not it. */
export function lastRunOf(incident: IncidentView, procedure: string): RunSummary | undefined {
  return incident.runs
    .filter((r) => r.procedure === procedure && r.undoes === null)
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
}

/** Its effect was taken back by a proven undo. */
export const isUndone = (incident: IncidentView, run: RunSummary): boolean =>
  incident.runs.some((r) => r.undoes === run.id && r.status === "succeeded");

/** Sum of the usual times of an option's steps, a watch counted with its window; null while nothing is known. */
export function usualMs(option: OptionView | undefined, watchMs?: ReadonlyMap<string, number>): number | null {
  if (!option) return null;
  const times = option.steps.map((s) => s.usualMs ?? watchMs?.get(s.id) ?? s.watchMs);
  if (times.every((t) => t === null)) return null;
  return times.reduce<number>((sum, t) => sum + (t ?? 0), 0);
}

/**
 * Why the target is not free for this procedure, or null. A run that failed, is not proven or only watches its stability
 * yields to a further one; a procedure with approval may be asked for at any time, since asking does not start it.
 */
export function heldBecause(
  current: RunSummary | null,
  view: RunView | undefined,
  procedure: ProcedureView,
): string | null {
  if (procedure.approval !== "none" || !current) return null;
  if (current.status === "interrupted")
    return `“${current.title}” was interrupted and keeps the target until someone settles it.`;
  if (!isActive(current.status)) return null;
  const isInWatch = view?.id === current.id && view.steps.some((s) => s.kind === "watch" && s.status === "running");
  if (isInWatch && current.procedure !== procedure.id) return null;
  return `“${current.title}” runs on ${current.targets.join(", ")}, started by ${current.by}. Wait for its end, or stop it.`;
}

export type MergedCandidate = Candidate & { targets: string[] };

/** One list of a choice over all targets: a value is offered only when no target refuses it and every target has it. */
export function mergeCandidates(byTarget: Record<string, Candidate[]>): MergedCandidate[] {
  const merged = new Map<string, MergedCandidate>();
  const total = Object.keys(byTarget).length;
  for (const [target, candidates] of Object.entries(byTarget)) {
    for (const candidate of candidates) {
      const known = merged.get(candidate.value);
      if (!known) merged.set(candidate.value, { ...candidate, targets: [target] });
      else {
        known.targets.push(target);
        if (RANK[candidate.state] > RANK[known.state])
          Object.assign(known, { state: candidate.state, why: candidate.why });
      }
    }
  }
  return [...merged.values()].map((c) =>
    c.targets.length < total && c.state !== "refused"
      ? { ...c, state: "refused" as const, why: `only on ${c.targets.join(", ")}. ${c.why}` }
      : c,
  );
}
const RANK = { proven: 0, offered: 1, refused: 2 } as const;

/** The value of each choice that would be used: the person's, else the plan's default. */
export function effectiveChoices(plan: PlanView, chosen: Readonly<Record<string, string>>): Record<string, string> {
  return { ...plan.defaults, ...chosen };
}
