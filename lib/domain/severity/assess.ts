import type { Playbook, SeverityClass } from "../playbook/schema.ts";
import { type Judgement, judge, rankOf } from "./judge.ts";
import { recommend } from "./recommend.ts";
import type { History, Signals, Verdict, VerdictSeverity } from "./types.ts";

const NOTHING_MEASURED: History = { atMs: 0, series: new Map() };

/** The part of a playbook that decides severity; what pages hold is enough. */
export type Assessable = Pick<Playbook, "classes" | "signals" | "criteria" | "symptoms"> & {
  procedures: readonly { procedure: string; title: string; scope: object }[];
};

/**
 * Signals in, verdict out. Pure and total: any signals give a verdict. Severity is the highest class that fired. When nothing fired it is `none` if
 * something was judged and cleared, and `undetermined` if somebody tried to judge and could not, or nothing was said at all. What is not known never counts as fired.
 * A duration that nobody typed is read from `history`.
 */
export function assess(
  playbook: Assessable,
  signals: Signals,
  symptoms: readonly string[],
  history: History = NOTHING_MEASURED,
): Verdict {
  const declared = new Map(playbook.signals.map((signal) => [signal.id, signal]));
  const judgements = playbook.criteria.map((criterion) => judge(criterion, signals, declared, history));
  const fired = judgements
    .flatMap((j) => (j.kind === "fired" ? [j.finding] : []))
    .sort((a, b) => rankOf(b.class) - rankOf(a.class));
  const severity = severityOf(judgements, fired[0]?.class);
  const rule = severity === "none" || severity === "undetermined" ? null : playbook.classes[severity];
  return {
    severity,
    action: severity === "none" ? "none" : severity === "undetermined" ? "evaluate" : (rule?.action ?? "monitor"),
    deadlineMinutes: rule?.deadlineMinutes ?? null,
    fired,
    close: judgements
      .flatMap((j) => (j.kind === "unknown" ? [] : j.near))
      .sort((a, b) => rankOf(b.class) - rankOf(a.class)),
    unknown: judgements.flatMap((j) => (j.kind === "unknown" ? [j.finding] : [])),
    ...recommend(playbook, fired, symptoms),
  };
}

function severityOf(judgements: readonly Judgement[], highest: SeverityClass | undefined): VerdictSeverity {
  if (highest) return highest;
  if (judgements.some((j) => j.kind === "unknown" && j.wasAsked)) return "undetermined";
  return judgements.some((j) => j.kind === "clear") ? "none" : "undetermined";
}
