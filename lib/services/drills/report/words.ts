import type { DrillReport } from "#lib/contract/drill-report.ts";
import { duration } from "#lib/domain/rca/metrics.ts";

/** `2026-11-30 10:00:00 UTC` */
export const when = (at: string): string => `${at.slice(0, 19).replace("T", " ")} UTC`;

type Span = DrillReport["stopwatch"]["procedure"];

/** Took, target, result. */
export function againstTarget({ tookMs, targetMs, state, isLate }: Span): [string, string, string] {
  if (tookMs === null) return ["not recorded", duration(targetMs), isLate ? "missed" : "not judged"];
  const result = state === "running" ? "not over" : isLate ? `late by ${duration(tookMs - targetMs)}` : "met";
  return [duration(tookMs), duration(targetMs), result];
}

export function itemWords(item: DrillReport["checklist"][number]): string {
  if (!item.isTicked) return item.by === "record" ? "open, the record does not prove it" : "open";
  if (item.evidence !== null) return `${item.evidence}, proven by the record`;
  return [
    `by ${item.tickedBy ?? "?"}`,
    ...(item.tickedAt ? [when(item.tickedAt)] : []),
    ...(item.note ? [item.note] : []),
  ].join(", ");
}

/** Who, when, what: the first lines of every form. */
export const headFacts = (r: DrillReport): [title: string, value: string][] => [
  ["Scenario", `${r.scenario.title}. ${r.scenario.summary}`],
  ...(r.version === null ? [] : [["Version", r.version] as [string, string]]),
  ...(r.reproduces === null ? [] : [["Reproduces", `INC-${r.reproduces}`] as [string, string]]),
  ["Procedure", `${r.procedureTitle} (${r.procedure})`],
  ["Playbook", `${r.playbook}, version ${r.playbookHash}`],
  ["Targets", r.targets.map((t) => `${t.name} (${t.environment}, host key ${t.hostKeySha256})`).join(", ")],
  ["Owner", r.owner],
  ["Planned for", `${when(r.scheduledAt)} (${r.timeZone})${r.repeats ? `, ${r.repeats}` : ""}`],
  ["Held", r.startedAt ? `${when(r.startedAt)} to ${r.endedAt ? when(r.endedAt) : "now"}` : "not started"],
  [
    "Record",
    r.incident === null
      ? "none"
      : `INC-${r.incident}, ${r.timeline.events} events, chain ends with ${r.timeline.hash ?? "nothing"}`,
  ],
];
