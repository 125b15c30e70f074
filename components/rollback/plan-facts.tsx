import { duration } from "#lib/client/format.ts";
import { usualMs } from "#lib/client/rollback.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
import type { PlanView } from "#lib/contract/run.ts";

type Props = {
  procedure: ProcedureView;
  option: string;
  plan: PlanView | undefined;
  choices: Readonly<Record<string, string>>;
};

/** Returns to, takes, users notice, lost, undo: the five things to know, in this order. */
export function PlanFacts({ procedure, option: id, plan, choices }: Props) {
  const option = procedure.options.find((o) => o.id === id);
  const watches = new Map(plan?.steps.flatMap((s) => (s.watchMs === null ? [] : [[s.id, s.watchMs] as const])));
  const usual = usualMs(option, watches);
  const returnsTo = Object.values(choices)[0];
  return (
    <dl className="facts">
      <div>
        <dt>{returnsTo ? "Returns to" : "Does"}</dt>
        <dd>
          <b className="break-words">{returnsTo ?? option?.title ?? procedure.title}</b>
          {returnsTo ? "" : procedure.summary.split(". ")[0]}
        </dd>
      </div>
      <div>
        <dt>Takes</dt>
        <dd>
          <b>{usual === null ? `up to ${duration(procedure.targetTimeMs)}` : `${duration(usual)} usual`}</b>
          {usual === null ? "target time" : `of ${duration(procedure.targetTimeMs)} target`}
        </dd>
      </div>
      <div>
        <dt>Users notice</dt>
        <dd>{plan?.impact ?? procedure.impact}</dd>
      </div>
      <div>
        <dt>Lost</dt>
        <dd className={procedure.typedConfirmation ? "text-warn" : ""}>{plan?.dataLoss ?? procedure.dataLoss}</dd>
      </div>
      <div>
        <dt>Undo</dt>
        <dd>{plan?.undo ?? "being resolved"}</dd>
      </div>
    </dl>
  );
}
