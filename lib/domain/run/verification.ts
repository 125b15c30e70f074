import type { Playbook, Procedure } from "../playbook/schema.ts";
import type { RunState } from "./evolve.ts";
import type { RunStatus } from "./status.ts";
import { findProcedure } from "./steps.ts";

/** The id under which a playbook's verification stands among runs and checklists; no procedure can have it. */
export const VERIFICATION = "verification";

/** The playbook's verification in the shape of a procedure, so that it runs, streams and proves like one; undefined when it declares none. Pure. */
export function verificationOf(playbook: Playbook): Procedure | undefined {
  const declared = playbook.verification;
  if (!declared) return undefined;
  const { title, summary, targetTime, steps, checklist } = declared;
  return {
    procedure: VERIFICATION,
    title,
    summary,
    scope: { verification: true },
    targetTime,
    impact: "None: it only looks",
    dataLoss: "None",
    approval: "none",
    typedConfirmation: false,
    expected: [],
    options: [{ id: "verify", title, steps }],
    undoProve: [],
    checklist,
  };
}

/** What a run with that procedure id is made of: one of the buttons, or the verification, which is no button. */
export const findRunnable = (playbook: Playbook, id: string): Procedure | undefined =>
  id === VERIFICATION ? verificationOf(playbook) : findProcedure(playbook, id);

/** A rollback or an undo came to its end: whether the whole holds is to be verified. A run that is proven later was verified when it first ended. */
export const wantsVerification = (before: RunStatus, run: RunState): boolean =>
  run.purpose === "rollback" &&
  run.mode !== "dry-run" &&
  run.status !== before &&
  (run.status === "succeeded" || run.status === "unproven");
