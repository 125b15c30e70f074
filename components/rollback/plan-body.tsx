"use client";
import { CircleX, Info, LoaderCircle } from "lucide-react";
import { Elapsed } from "#components/common/time.tsx";
import { Button } from "#components/ui/button.tsx";
import { effectiveChoices, mergeCandidates } from "#lib/client/rollback.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
import { PlanChoice } from "./plan-choice.tsx";
import { PlanFacts } from "./plan-facts.tsx";
import { PlanParameters } from "./plan-parameters.tsx";
import { PlanSteps } from "./plan-steps.tsx";
import { PlanTargets } from "./plan-targets.tsx";
import type { PlanInHand } from "./use-plan.ts";

type Props = {
  procedure: ProcedureView;
  option: string;
  inHand: PlanInHand;
  chosen: Readonly<Record<string, string>>;
  onChoose: (choice: string, value: string) => void;
  targets: string[];
  onTargets: (targets: string[]) => void;
};

/** What is known of the plan, in the order of the question: what it does, with what, where, by which scripts. */
export function PlanBody({ procedure, option, inHand, chosen, onChoose, targets, onTargets }: Props) {
  const { plan, isResolving, renewed, resolveAgain } = inHand;
  const choices = plan ? effectiveChoices(plan, chosen) : {};
  return (
    <>
      {isResolving ? (
        <div className="banner accent" role="status">
          <LoaderCircle size={15} className="spin text-accent" aria-hidden />
          <span>
            <b>Resolving on {targets.join(", ")}.</b> Read only: what can be chosen is looked up on the target before
            anything starts. {plan ? <Elapsed since={plan.createdAt} /> : null}
          </span>
        </div>
      ) : null}
      {plan?.state === "failed" ? (
        <div className="banner crit" role="alert">
          <CircleX size={15} aria-hidden />
          <span className="flex-1">
            <b>The plan could not be resolved.</b> {plan.problem ?? "The engine gave no reason."} Nothing was changed.
          </span>
          <Button size="sm" onClick={resolveAgain}>
            Resolve again
          </Button>
        </div>
      ) : null}
      {renewed ? (
        <div className={`banner ${renewed === "changed" ? "warn" : ""}`} role="status">
          <Info size={15} aria-hidden />
          <span>
            <b>The plan expired and was resolved again.</b>{" "}
            {renewed === "changed" ? "Something in it changed: read it before you start." : "Nothing in it changed."}
          </span>
        </div>
      ) : null}
      <PlanFacts procedure={procedure} option={option} plan={plan} choices={choices} />
      {plan
        ? Object.entries(plan.candidates).map(([name, byTarget]) => (
            <PlanChoice
              key={name}
              name={name}
              title={plan.steps.find((s) => s.choose === name)?.title ?? name}
              candidates={mergeCandidates(byTarget)}
              value={choices[name]}
              defaultValue={plan.defaults[name]}
              onChoose={(value) => onChoose(name, value)}
            />
          ))
        : null}
      <PlanTargets plan={plan} chosen={targets} onChosen={onTargets} />
      <PlanSteps procedure={procedure} option={option} plan={plan} />
      {plan ? <PlanParameters plan={plan} choices={choices} /> : null}
    </>
  );
}
