import type { DrillReport } from "#lib/contract/drill-report.ts";
import { duration } from "#lib/domain/rca/metrics.ts";

type Compared = Omit<DrillReport, "differences" | "previous">;
type Difference = DrillReport["differences"][number];

/** What is another than at the drill before, in words; what stayed the same is left out. Pure. */
export function differences(before: Compared, now: Compared): Difference[] {
  const time = (ms: number | null) => (ms === null ? "not reached" : duration(ms));
  const here = (r: Compared) => `${r.participants.filter((p) => p.present).length} of ${r.participants.length}`;
  const all: Difference[] = [
    { what: "Scenario", before: before.scenario.title, now: now.scenario.title },
    { what: "Playbook version", before: before.playbookHash.slice(0, 12), now: now.playbookHash.slice(0, 12) },
    { what: "Participants present", before: here(before), now: here(now) },
    { what: now.procedureTitle, before: time(before.procedureMs), now: time(now.procedureMs) },
    { what: "Whole drill", before: time(before.totalMs), now: time(now.totalMs) },
    ...now.stopwatch.phases.map(({ phase, tookMs }) => ({
      what: `Phase ${phase}`,
      before: time(before.stopwatch.phases.find((p) => p.phase === phase)?.tookMs ?? null),
      now: time(tookMs),
    })),
    ...now.checklist.map((item) => ({
      what: item.title,
      before: state(before.checklist.find((i) => i.id === item.id)),
      now: state(item),
    })),
  ];
  return all.filter((d) => d.before !== d.now);
}

const state = (item: DrillReport["checklist"][number] | undefined): string =>
  item === undefined ? "not asked" : item.isTicked ? "done" : "open";
