"use client";
import { CircleCheck, CircleHelp, Clock, type LucideIcon } from "lucide-react";
import { SEVERITY_ICON } from "#components/common/severity-badge.tsx";
import { duration, plural, utcClock } from "#lib/client/format.ts";
import { useNow } from "#lib/client/use-now.ts";
import type { PlaybookView } from "#lib/contract/playbook.ts";
import type { SeverityAction } from "#lib/domain/playbook/schema.ts";
import type { NearFinding, Verdict, VerdictSeverity } from "#lib/domain/severity/types.ts";
import { Recommended } from "./recommended.tsx";

const WORD: Record<VerdictSeverity, string> = {
  critical: "CRITICAL",
  major: "MAJOR",
  minor: "MINOR",
  none: "No incident",
  undetermined: "Not known yet",
};
export const ACTION_WORDS: Record<SeverityAction, string> = {
  immediate: "Roll back immediately.",
  "within-30-minutes": "Roll back within 30 minutes.",
  evaluate: "Evaluate a rollback.",
  monitor: "Watch it. No rollback is due.",
  none: "Nothing is due.",
};
const ICON: Record<VerdictSeverity, LucideIcon> = { ...SEVERITY_ICON, none: CircleCheck, undetermined: CircleHelp };
const INK = { critical: "text-crit", major: "text-warn", minor: "text-ink-2" } as const;

type Props = {
  playbook: PlaybookView;
  verdict: Verdict;
  /** When something was typed last, and when it was judged: typed durations count from the one, measured ones from the other. */
  changedAt: number;
  judgedAt: number;
};

/** The verdict and its working: what fired, what is close, what is not known, what to press first. */
export function VerdictPanel({ playbook, verdict, changedAt, judgedAt }: Props) {
  const Icon = ICON[verdict.severity];
  return (
    <section className="verdict-scroll" aria-label="Severity verdict" aria-live="polite">
      <div className={`verdict ${verdict.severity}`} data-severity={verdict.severity}>
        <span className="mark">
          <Icon size={26} aria-hidden strokeWidth={1.8} />
        </span>
        <div>
          <h2>{WORD[verdict.severity]}</h2>
          <p>
            {ACTION_WORDS[verdict.action]} {summaryOf(verdict)}
          </p>
        </div>
      </div>
      {verdict.fired.length > 0 ? (
        <div className="findings">
          <h3>Fired</h3>
          {verdict.fired.map((finding) => {
            const Mark = SEVERITY_ICON[finding.class];
            return (
              <div key={finding.criterion} className="finding">
                <Mark size={15} aria-hidden className={`mt-0.5 ${INK[finding.class]}`} />
                <span className="name">{finding.title}</span>
                <span className={`right ${INK[finding.class]}`}>{finding.class}</span>
                <span className="why">{finding.reason}</span>
              </div>
            );
          })}
        </div>
      ) : null}
      {verdict.close.length > 0 ? (
        <div className="findings">
          <h3>Close</h3>
          {verdict.close.map((finding) => (
            <div key={`${finding.criterion}-${finding.class}`} className="finding">
              <Clock size={15} aria-hidden className="mt-0.5 text-ink-2" />
              <span className="name">{finding.title}</span>
              <span className="right">
                {finding.class} <Countdown finding={finding} from={finding.since === null ? changedAt : judgedAt} />
              </span>
              <span className="why">{finding.reason}</span>
            </div>
          ))}
        </div>
      ) : null}
      {playbook.procedures.length > 0 || playbook.proceduresPending ? (
        <Recommended playbook={playbook} verdict={verdict} />
      ) : null}
      {verdict.unknown.length > 0 ? (
        <details className="findings">
          <summary className="mb-1 font-semibold">
            {plural(verdict.unknown.length, "criterion", "criteria")} not known
          </summary>
          {verdict.unknown.map((finding) => (
            <div key={finding.criterion} className="finding">
              <CircleHelp size={15} aria-hidden className="mt-0.5 text-ink-3" />
              <span className="name">{finding.title}</span>
              <span />
              <span className="why">{finding.reason}</span>
            </div>
          ))}
        </details>
      ) : null}
    </section>
  );
}

function summaryOf(verdict: Verdict): string {
  const of = (name: "critical" | "major" | "minor") => verdict.fired.filter((f) => f.class === name).length;
  const parts = (["critical", "major", "minor"] as const).flatMap((name) =>
    of(name) > 0 ? [`${of(name)} ${name}`] : [],
  );
  if (parts.length > 0) return `${parts.join(", ")} ${verdict.fired.length === 1 ? "criterion" : "criteria"} fired.`;
  return verdict.severity === "undetermined"
    ? "Too little is known to judge. Declaring offers major."
    : "No criterion fired.";
}

/** Counts down from when the duration was typed or measured: `in 0 m 48 s`, then says that the time is over. Not spoken each second. */
function Countdown({ finding, from }: { finding: NearFinding; from: number }) {
  const now = useNow();
  if (finding.inMinutes === null || now === 0) return null;
  const at = from + finding.inMinutes * 60_000;
  if (from === 0) return <>in {duration(finding.inMinutes * 60_000)}</>;
  return (
    <span aria-live="off" title={`at ${utcClock(at)} UTC if it lasts`}>
      {at > now
        ? `in ${duration(at - now)}`
        : finding.since === null
          ? "now, if it lasted: type it again"
          : "now, if the next measurement says so"}
    </span>
  );
}
