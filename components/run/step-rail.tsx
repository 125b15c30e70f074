"use client";
import { useState } from "react";
import { currentGroup, groupSteps, isStepOver } from "#lib/client/run-steps.ts";
import type { RunView } from "#lib/contract/run.ts";
import { StepRow } from "./step-row.tsx";
import { STEP_LOOK } from "./step-status.tsx";

/** The steps in order. On a narrow screen only the current one, with a bar for all. */
export function StepRail({ run, onPoint }: { run: RunView; onPoint: (stepRunId: string) => void }) {
  const [showsAll, setShowsAll] = useState(false);
  const groups = groupSteps(run.steps);
  const current = currentGroup(groups) ?? groups.at(-1);
  const done = groups.filter((g) => isStepOver(g.status)).length;
  return (
    <div className="steps-wrap">
      <div className="steps-summary">
        <span>
          {done} of {groups.length}
        </span>
        <span className="segments" aria-hidden>
          {groups.map((g) => (
            <span key={g.id} className={STEP_LOOK[g.status].segment} />
          ))}
        </span>
        <button type="button" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? "Current step" : "All steps"}
        </button>
      </div>
      <ol className="steps" aria-label="Steps" data-open={showsAll || undefined}>
        {groups.map((group, index) => (
          <li key={group.id} data-now={group === current || undefined} data-status={group.status}>
            <StepRow
              group={group}
              number={index + 1}
              isCurrent={group === current}
              proofs={run.proofs}
              onPoint={() =>
                onPoint((group.runs.find((r) => r.status === group.status) ?? group.runs[0])?.stepRunId ?? "")
              }
            />
          </li>
        ))}
      </ol>
    </div>
  );
}
