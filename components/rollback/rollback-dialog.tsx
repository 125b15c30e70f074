"use client";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { bareTitle, procedureName, useRoom } from "#components/incident/room-context.tsx";
import { ReadinessNotice } from "#components/readiness/readiness-words.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { shortHash, utcClock } from "#lib/client/format.ts";
import { problemIn } from "#lib/client/http.ts";
import { defaultOption, effectiveChoices } from "#lib/client/rollback.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
import { HeldDialog } from "./held-dialog.tsx";
import { OptionChoice } from "./option-choice.tsx";
import { PlanBody } from "./plan-body.tsx";
import { TypedName } from "./typed-name.tsx";
import { usePlan } from "./use-plan.ts";
import { useStartOff } from "./use-start-off.ts";
import { useStartRun } from "./use-start-run.ts";

type Props = {
  procedureId: string;
  option: string | undefined;
  onClose: () => void;
  onOption: (procedure: string, option?: string) => void;
};

/** The one confirmation before anything changes: what will run, where, as whom, what is lost, how it is undone. */
export function RollbackDialog({ procedureId, ...rest }: Props) {
  const { procedure } = useRoom();
  const view = procedure(procedureId);
  if (!view) throw new Error(`The playbook has no procedure ${procedureId}`);
  return <Confirmation procedure={view} {...rest} />;
}

function Confirmation({
  procedure,
  option: wanted,
  onClose,
  onOption,
}: Omit<Props, "procedureId"> & { procedure: ProcedureView }) {
  const { incident, showRun } = useRoom();
  const option = wanted ?? defaultOption(procedure)?.id ?? "";
  const [targets, setTargets] = useState(incident.targets);
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [typed, setTyped] = useState("");
  const inHand = usePlan(incident.number, { procedure: procedure.id, option, targets });
  const { plan } = inHand;
  const start = useStartRun(incident.number, (run) => showRun(run.id));
  const startOff = useStartOff(procedure, option);

  const holder = problemIn(start.error)?.holder;
  if (holder) return <HeldDialog holder={holder} onJoin={() => showRun(holder.runId)} onStay={onClose} />;

  const name = procedureName(procedure);
  const nameToType = plan?.typedConfirmation ? (plan.targets[0]?.name ?? "") : null;
  const off =
    startOff?.reason ??
    (inHand.isResolving ? "Being resolved on the target." : null) ??
    (plan?.state === "failed" ? "The plan could not be resolved." : null) ??
    (plan ? null : "There is no plan yet.") ??
    (nameToType !== null && typed !== nameToType ? `Type the target's name, ${nameToType}.` : null);
  const press = () => {
    if (!plan) return;
    start.mutate({
      planId: plan.id,
      choices: effectiveChoices(plan, chosen),
      ...(nameToType === null ? {} : { confirmTarget: typed }),
    });
  };

  return (
    <Dialog
      open
      onClose={onClose}
      alert
      tall
      width={780}
      lead={procedure.level ?? name.slice(0, 1)}
      tone={procedure.typedConfirmation ? "crit" : "accent"}
      title={`Start ${name} rollback${incident.targets.length === 1 ? ` on ${incident.targets[0]}` : ""}?`}
      description={
        <>
          INC-{incident.number}, {bareTitle(procedure)}, playbook {incident.playbook}.{" "}
          {plan?.hash ? (
            <>
              Plan{" "}
              <span className="mono" title={plan.hash}>
                {shortHash(plan.hash)}
              </span>{" "}
              resolved {utcClock(plan.createdAt)}, valid until {utcClock(plan.expiresAt)} UTC.
            </>
          ) : null}
        </>
      }
      footer={
        <>
          <p>
            {off && !inHand.isResolving
              ? off
              : procedure.approval === "none"
                ? "Goes on if you close the browser. Can be stopped at any step."
                : "Nothing runs until a second person approves."}
          </p>
          <Button data-first-focus onClick={onClose}>
            Cancel
          </Button>
          <Button
            look={procedure.typedConfirmation ? "final" : "primary"}
            off={off}
            busy={start.isPending && "Starting"}
            onClick={press}
            // Enter is pressed by habit; a start is pressed on purpose (click or Space).
            onKeyDown={(event) => (event.key === "Enter" ? event.preventDefault() : undefined)}
          >
            Start rollback
          </Button>
        </>
      }
    >
      <ProblemBanner error={start.error} lead="Not started. Nothing was changed." />
      <ProblemBanner error={inHand.error} lead="No plan. Nothing was changed." />
      {inHand.error ? (
        <div>
          <Button onClick={inHand.resolveAgain}>Resolve again</Button>
        </div>
      ) : null}
      <OptionChoice procedure={procedure} option={option} onOption={onOption} />
      {option === defaultOption(procedure)?.id ? <ReadinessNotice procedure={procedure.id} targets={targets} /> : null}
      <PlanBody
        procedure={procedure}
        option={option}
        inHand={inHand}
        chosen={chosen}
        onChoose={(choice, value) => setChosen((was) => ({ ...was, [choice]: value }))}
        targets={targets}
        onTargets={setTargets}
      />
      {nameToType === null ? null : <TypedName name={nameToType} value={typed} onChange={setTyped} />}
    </Dialog>
  );
}
