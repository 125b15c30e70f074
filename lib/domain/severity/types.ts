import type { Sample } from "../measure/reading.ts";
import type { SeverityAction, SeverityClass } from "../playbook/schema.ts";

/** Values of a playbook's signals. An omitted signal and `null` both mean: not known. */
export type Signals = { readonly [signal: string]: number | boolean | null | undefined };

/** What was measured until now: series of signals whose measured value is judged, and the moment (ms since 1970) at which it is judged. */
export type History = { readonly atMs: number; readonly series: ReadonlyMap<string, readonly Sample[]> };

export type Finding = {
  criterion: string;
  title: string;
  /** The class it counts as now. */
  class: SeverityClass;
  /** One sentence with the measured value and the limit: "12 % errors, over 5 % for more than 5 min". */
  reason: string;
};

/** Not yet counted (or counted one class lower), but near. */
export type NearFinding = {
  criterion: string;
  title: string;
  /** The class it would become. */
  class: SeverityClass;
  reason: string;
  /** Minutes until it becomes that class if nothing changes; null when it is near by value, not by time. */
  inMinutes: number | null;
  /** Ms since 1970 from which a measured value has held it; null when the duration was typed, or is not what is missing. */
  since: number | null;
};

export type UnknownFinding = { criterion: string; title: string; reason: string };

export type Recommendation = { procedure: string; because: string[] };

/** `undetermined`: something was said, but not enough to judge; declaring then offers major. */
export type VerdictSeverity = SeverityClass | "none" | "undetermined";

export type Verdict = {
  severity: VerdictSeverity;
  action: SeverityAction;
  /** Minutes from the assessment until the rollback is due: 0 = now; null = no deadline. */
  deadlineMinutes: number | null;
  fired: Finding[];
  close: NearFinding[];
  unknown: UnknownFinding[];
  recommended: Recommendation | null;
  alternatives: Recommendation[];
};
