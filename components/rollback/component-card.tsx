"use client";
import { Ban, ChevronDown, Database, Puzzle } from "lucide-react";
import { bareTitle, procedureName, useRoom } from "#components/incident/room-context.tsx";
import { ReadinessWord } from "#components/readiness/readiness-words.tsx";
import { RUN_LOOK } from "#components/run/run-status.tsx";
import { StepIcon } from "#components/run/step-status.tsx";
import { duration, plural } from "#lib/client/format.ts";
import { lastRunOf } from "#lib/client/rollback.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
import { OptionsMenu } from "./options-menu.tsx";
import { useStartOff } from "./use-start-off.ts";

/** The rollback of one component or of one kind of data: a button for its default option, and a menu of all of them. */
export function ComponentCard({ procedure, isSuggested }: { procedure: ProcedureView; isSuggested: boolean }) {
  const { incident, openRollback } = useRoom();
  const off = useStartOff(procedure, undefined);
  const last = lastRunOf(incident, procedure.id);
  const name = procedureName(procedure);
  const Sign = procedure.data === null ? Puzzle : Database;
  const offered = procedure.options.filter((o) => o.refused === null).length;
  return (
    <div className={`component ${isSuggested ? "suggested" : ""}`}>
      <button
        type="button"
        aria-disabled={off !== null || undefined}
        title={off?.reason ?? procedure.summary}
        onClick={() => (off === null ? openRollback(procedure.id) : undefined)}
      >
        <span className={`pt-0.5 ${isSuggested ? "text-accent" : "text-ink-3"}`}>
          {off ? <Ban size={14} aria-hidden /> : <Sign size={14} aria-hidden />}
        </span>
        <span className="min-w-0">
          <b>
            <span className="sr-only">Roll back: </span>
            {name} <span className="font-normal text-ink-2">{bareTitle(procedure)}</span>
          </b>
          <em>
            {isSuggested ? "Symptoms match. " : ""}
            {off?.shown ? off.reason : `${duration(procedure.targetTimeMs)} target, ${plural(offered, "option")}`}
            <span className="mt-0.5 block">
              <ReadinessWord procedure={procedure.id} />
            </span>
            {last ? (
              <span className="mt-0.5 flex items-center gap-1">
                <StepIcon
                  status={last.status === "succeeded" ? "proven" : last.status === "failed" ? "failed" : "finished"}
                  size={12}
                />
                {RUN_LOOK[last.status].label}
              </span>
            ) : null}
          </em>
          {off && !off.shown ? <span className="sr-only">{off.reason}</span> : null}
        </span>
      </button>
      <OptionsMenu procedure={procedure} off={off?.reason ?? null}>
        <button type="button" className="more" aria-label={`Options of ${name}`}>
          <ChevronDown size={14} aria-hidden />
        </button>
      </OptionsMenu>
    </div>
  );
}
