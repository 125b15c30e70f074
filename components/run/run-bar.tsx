"use client";
import { ArrowUp } from "lucide-react";
import { capital, procedureName, useRoom } from "#components/incident/room-context.tsx";
import { useStartOff } from "#components/rollback/use-start-off.ts";
import { Button } from "#components/ui/button.tsx";
import { isActive } from "#lib/client/run-active.ts";
import type { ProcedureView } from "#lib/contract/playbook.ts";
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
      {next ? <NextLevel procedure={next} onOpen={() => openRollback(next.id)} /> : null}
    </div>
  );
}

function NextLevel({ procedure, onOpen }: { procedure: ProcedureView; onOpen: () => void }) {
  const off = useStartOff(procedure, undefined);
  return (
    <Button off={off?.reason} onClick={onOpen}>
      <ArrowUp size={15} aria-hidden /> {capital(procedureName(procedure))}…
    </Button>
  );
}
