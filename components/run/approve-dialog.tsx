"use client";
import { useQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { shortHash } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import type { RunView } from "#lib/contract/run.ts";
import { BreakGlass } from "./break-glass.tsx";
import { useRunMutation } from "./use-run-mutation.ts";

/** The second person reads what they allow; or, once it is allowed, a commander starts it. */
export function ApproveDialog({
  run,
  verb,
  onClose,
}: {
  run: RunView;
  verb: "approve" | "start";
  onClose: () => void;
}) {
  const { procedure } = useRoom();
  const me = useQuery(queries.me()).data;
  const act = useRunMutation(run, `/${verb}`, onClose);
  const view = procedure(run.procedure);
  const isSamePerson = verb === "approve" && me !== undefined && (run.by === me.handle || run.by === me.name);
  return (
    <Dialog
      open
      onClose={onClose}
      alert
      tone="crit"
      lead={<Users size={17} />}
      title={
        verb === "approve"
          ? `Approve “${run.title}” on ${run.targets.join(", ")}?`
          : `Start “${run.title}” on ${run.targets.join(", ")}?`
      }
      description={`${run.by} asked for it${me ? `. You are ${me.handle}` : ""}.`}
      footer={
        <>
          <p>{verb === "approve" ? "Approving arms it. It does not start it." : "Goes on if you close the browser."}</p>
          <Button data-first-focus onClick={onClose}>
            Cancel
          </Button>
          <Button
            look="final"
            off={isSamePerson ? "You asked for it: another person must approve." : null}
            busy={act.isPending && (verb === "approve" ? "Approving" : "Starting")}
            onClick={() => act.mutate({})}
            onKeyDown={(event) => (event.key === "Enter" ? event.preventDefault() : undefined)}
          >
            {verb === "approve" ? "Approve" : "Start rollback"}
          </Button>
        </>
      }
    >
      <ProblemBanner error={act.error} lead={verb === "approve" ? "Not approved." : "Not started."} />
      {run.planHash ? (
        <p className="mono font-semibold text-[15px] text-accent" title={run.planHash}>
          {shortHash(run.planHash)}
        </p>
      ) : null}
      <dl className="kv">
        <dt>Procedure</dt>
        <dd>
          <b>{run.procedure}</b>, option {run.option}
        </dd>
        {Object.entries(run.choices).map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
        <dt>Impact</dt>
        <dd>{view?.impact ?? "not known: the playbook is not loaded"}</dd>
        <dt>Lost</dt>
        <dd className="text-warn">{view?.dataLoss ?? "not known"}</dd>
        <dt>Steps</dt>
        <dd>{run.steps.map((s) => s.title).join(", ")}</dd>
      </dl>
      {isSamePerson && me?.may.includes("run.break-glass") ? <BreakGlass run={run} onDone={onClose} /> : null}
    </Dialog>
  );
}
