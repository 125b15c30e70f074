"use client";
import { CircleMinus, ShieldCheck, TriangleAlert } from "lucide-react";
import type { MergedCandidate } from "#lib/client/rollback.ts";

type Props = {
  name: string;
  title: string;
  candidates: MergedCandidate[];
  value: string | undefined;
  defaultValue: string | undefined;
  onChoose: (value: string) => void;
};

/** What can be chosen, and what cannot with the reason. */
export function PlanChoice({ name, title, candidates, value, defaultValue, onChoose }: Props) {
  return (
    <fieldset>
      <legend className="mb-1 flex items-center gap-1.5 font-semibold text-12">
        {title} <span className="font-normal text-ink-3">{candidates.length} looked at on the host, read only</span>
      </legend>
      <div className="options">
        {candidates.map((candidate) =>
          candidate.state === "refused" ? (
            <div key={candidate.value} className="option refused">
              <CircleMinus size={15} className="text-ink-3" aria-hidden />
              <span className="name mono">{candidate.value}</span>
              <span className="text-12 text-ink-3">not offered</span>
              <span className="more">{candidate.why}</span>
            </div>
          ) : (
            <label key={candidate.value} className="option">
              <input
                type="radio"
                name={`choice-${name}`}
                value={candidate.value}
                checked={candidate.value === value}
                onChange={() => onChoose(candidate.value)}
              />
              <span className="name">
                <span className="mono">{candidate.value}</span>
                {candidate.label && candidate.label !== candidate.value ? (
                  <span className="font-normal text-ink-2"> {candidate.label}</span>
                ) : null}
              </span>
              {candidate.state === "proven" ? (
                <span className="tag ok">
                  <ShieldCheck size={11} aria-hidden /> proven
                </span>
              ) : (
                <span className="tag warn">
                  <TriangleAlert size={11} aria-hidden /> offered, not proven
                </span>
              )}
              <span className="more">
                {candidate.value === defaultValue ? "Default. " : ""}
                {candidate.why}
              </span>
            </label>
          ),
        )}
      </div>
    </fieldset>
  );
}
