"use client";
import type { RunView } from "#lib/contract/run.ts";
import { ApproveDialog } from "./approve-dialog.tsx";
import type { RunAct } from "./run-acts.ts";
import { StepDialog } from "./step-dialog.tsx";
import { StopDialog } from "./stop-dialog.tsx";
import { UndoDialog } from "./undo-dialog.tsx";

export function RunDialogs({ run, act, onClose }: { run: RunView; act: RunAct; onClose: () => void }) {
  switch (act.kind) {
    case "stop":
      return <StopDialog run={run} onClose={onClose} />;
    case "undo":
      return <UndoDialog run={run} onClose={onClose} />;
    case "approve":
    case "start":
      return <ApproveDialog run={run} verb={act.kind} onClose={onClose} />;
    default: {
      const step = run.steps.find((s) => s.stepRunId === act.stepRunId);
      return step ? <StepDialog run={run} step={step} verb={act.kind} onClose={onClose} /> : null;
    }
  }
}
