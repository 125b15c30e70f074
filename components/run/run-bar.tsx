"use client";
import { ArrowUp } from "lucide-react";
import { capital, procedureName, useRoom } from "#components/incident/room-context.tsx";
import { isActive } from "#lib/client/run-active.ts";
import type { RunView } from "#lib/contract/run.ts";
import type { RunAct } from "./run-acts.ts";
import { StopButton } from "./run-header.tsx";

/** On a phone: stop and the next level, in reach of a thumb. */
export function RunBar({ run, onAct }: { run: RunView; onAct: (act: RunAct) => void }) {
  const { procedure, openRollback } = useRoom();
  const next = procedure(run.insufficient);
  const canStop = isActive(run.status) && run.can.includes("cancel");
  if (!canStop && !next) return null;
  return (
    <div className="run-bar only-phone">
      {canStop ? <StopButton run={run} onAct={onAct} /> : null}
      {next ? (
        <button type="button" className="btn" onClick={() => openRollback(next.id)}>
          <ArrowUp size={15} aria-hidden /> {capital(procedureName(next))}…
        </button>
      ) : null}
    </div>
  );
}
