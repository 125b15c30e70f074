"use client";
import { Ban, ChevronDown, Undo2, Users } from "lucide-react";
import { procedureName, useRoom } from "#components/incident/room-context.tsx";
import { ReadinessWord } from "#components/readiness/readiness-words.tsx";
import { RunPill } from "#components/run/run-status.tsx";
import { Button } from "#components/ui/button.tsx";
import { duration } from "#lib/client/format.ts";
import { defaultOption, isUndone, lastRunOf, usualMs } from "#lib/client/rollback.ts";
import { isActive } from "#lib/client/run-active.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
import type { RunSummary } from "#lib/contract/run.ts";
import { OptionsMenu } from "./options-menu.tsx";
import { useStartOff } from "./use-start-off.ts";

/** One level: what it takes, costs and loses, how its last run ended, and the button. */
export function LevelCard({ procedure, isSuggested }: { procedure: ProcedureView; isSuggested: boolean }) {
  const { incident, openRollback, showRun } = useRoom();
  const off = useStartOff(procedure, undefined);
  const last = lastRunOf(incident, procedure.id);
  const isRunning = last !== undefined && isActive(last.status);
  const usual = usualMs(defaultOption(procedure));
  const name = procedureName(procedure);
  return (
    <article
      data-level={procedure.level}
      className={`level ${isRunning ? "active" : ""} ${isSuggested ? "suggested" : ""}`}
      aria-label={`${name}: ${procedure.title}`}
    >
      <div className="head">
        <span className="number" aria-hidden>
          {procedure.level}
        </span>
        <span className="min-w-0 truncate" title={procedure.summary}>
          {procedure.title}
        </span>
        <span className="flex-1" />
        {last ? <LastRun run={last} /> : null}
      </div>
      <dl>
        <dt>Time</dt>
        <dd>
          {usual === null ? (
            ""
          ) : (
            <>
              usual <b>{duration(usual)}</b> of{" "}
            </>
          )}
          {duration(procedure.targetTimeMs)}
          {usual === null ? " target" : ""}
        </dd>
        <dt>Readiness</dt>
        <dd>
          <ReadinessWord procedure={procedure.id} />
        </dd>
        <dt>Impact</dt>
        <dd>{procedure.impact}</dd>
        <dt>Data loss</dt>
        <dd>{procedure.dataLoss}</dd>
        {procedure.approval === "none" ? null : (
          <>
            <dt>Approval</dt>
            <dd className="flex items-center gap-1">
              <Users size={12} aria-hidden />{" "}
              {procedure.approval === "one-other" ? "one other person" : "two other people"}
            </dd>
          </>
        )}
      </dl>
      <div className="actions">
        <Button
          size="sm"
          look={isSuggested && off === null ? "primary" : procedure.typedConfirmation ? "danger" : "default"}
          className="min-w-[130px] flex-1"
          off={off?.reason}
          onClick={() => openRollback(procedure.id)}
        >
          Roll back: {name}
        </Button>
        {procedure.options.length > 1 ? (
          <OptionsMenu procedure={procedure} off={off?.reason ?? null}>
            <button type="button" className="btn sm" aria-label={`Options of ${name}`}>
              Options <ChevronDown size={12} aria-hidden />
            </button>
          </OptionsMenu>
        ) : null}
        {last ? (
          <Button size="sm" look="quiet" onClick={() => showRun(last.id)}>
            View run
          </Button>
        ) : null}
      </div>
      {off?.shown ? (
        <p className="why-off" aria-hidden>
          <Ban size={12} /> {off.reason}
        </p>
      ) : null}
    </article>
  );
}

/** How its last run stands: on its way, taken back, or ended. */
function LastRun({ run }: { run: RunSummary }) {
  const { incident } = useRoom();
  if (isActive(run.status)) return <RunPill status={run.status} label={`Running ${run.stepsDone}/${run.stepsTotal}`} />;
  if (isUndone(incident, run)) {
    return (
      <span className="pill" title="It was proven, then taken back by an undo.">
        <Undo2 size={12} aria-hidden /> Undone
      </span>
    );
  }
  return <RunPill status={run.status} label={SHORT[run.status] ?? run.status} />;
}

/** The pill of a card has little room. */
const SHORT: Partial<Record<string, string>> = {
  "awaiting-approval": "Waits for approval",
  armed: "Armed",
  succeeded: "Proven",
  unproven: "Not proven",
  failed: "Failed",
  cancelled: "Cancelled",
  interrupted: "Interrupted",
};
