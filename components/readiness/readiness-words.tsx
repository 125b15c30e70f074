"use client";
import { useQuery } from "@tanstack/react-query";
import { useRoom } from "#components/incident/room-context.tsx";
import { queries } from "#lib/client/queries.ts";
import type { ReadinessCell } from "#lib/contract/readiness.ts";
import { READINESS_LOOK } from "./look.tsx";
import { Age } from "./target-head.tsx";

type OnTarget = { target: string; checkedAt: string | null; isStale: boolean; cell: ReadinessCell };
const WORST = ["not-ready", "unknown", "degraded", "ready", "not-set-up", "in-use"];

/** What is known of a button on these targets, worst first. */
function useReadiness(procedure: string, targets: readonly string[]): OnTarget[] {
  const items = useQuery(queries.readiness()).data?.items ?? [];
  return items
    .filter((i) => targets.includes(i.target))
    .flatMap(({ target, checkedAt, isStale, cells }) => {
      const cell = cells.find((c) => c.procedure === procedure);
      return cell ? [{ target, checkedAt, isStale, cell }] : [];
    })
    .sort((a, b) => WORST.indexOf(a.cell.state) - WORST.indexOf(b.cell.state));
}

/** Worst word of the incident's targets with its reason, for the card of a button. */
export function ReadinessWord({ procedure }: { procedure: string }) {
  const { incident } = useRoom();
  const [worst] = useReadiness(procedure, incident.targets);
  if (!worst) return null;
  const { label, pill, Icon } = READINESS_LOOK[worst.cell.state];
  const [reason] = worst.cell.reasons;
  return (
    <span className="readiness-word">
      <span className={`pill ${pill}`}>
        <Icon size={12} aria-hidden /> {label}
      </span>
      {reason && worst.cell.state !== "in-use" ? (
        <span className="text-ink-2">
          {incident.targets.length > 1 ? `${worst.target}: ` : ""}
          {reason.says}
        </span>
      ) : null}
    </span>
  );
}

const OUTLOOK: Partial<Record<ReadinessCell["state"], string>> = {
  "not-ready": "A start is expected to stop at the step that needs it.",
  degraded: "It can be started all the same.",
  unknown: "It may work or not; the run's own checks decide.",
};

/** Before the press, target by target: what is known of the button there, and what a start has to expect. */
export function ReadinessNotice({ procedure, targets }: { procedure: string; targets: readonly string[] }) {
  // That a run holds the target is said by the button itself.
  const known = useReadiness(procedure, targets).filter((on) => on.cell.state !== "in-use");
  if (known.length === 0) return null;
  return (
    <div>
      <h3>Ready?</h3>
      <ul className="options">
        {known.map((on) => {
          const { label, pill, Icon } = READINESS_LOOK[on.cell.state];
          return (
            <li key={on.target} className="option">
              <Icon size={15} aria-hidden className="text-ink-3" />
              <span className="name">
                {on.target} <Age item={on} />
              </span>
              <span className={`pill ${pill}`}>{label}</span>
              {on.cell.reasons.length > 0 ? (
                <span className="more">
                  {on.cell.reasons.map((r) => `${r.title}: ${r.says}.`).join(" ")} {OUTLOOK[on.cell.state]}
                </span>
              ) : null}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
