"use client";
import { Square } from "lucide-react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { isStepOver } from "#lib/client/run-steps.ts";
import type { RunView } from "#lib/contract/run.ts";
import { useRunMutation } from "./use-run-mutation.ts";

/** What a stop ends, and what it does not take back. */
export function StopDialog({ run, onClose }: { run: RunView; onClose: () => void }) {
  const stop = useRunMutation(run, "/cancel", onClose);
  const running = run.steps.filter((s) => s.status === "running");
  const left = run.steps.filter((s) => s.status === "pending");
  const changed = run.steps.filter(
    (s) => isStepOver(s.status) && s.status !== "skipped" && s.changes !== "nothing" && s.startedAt,
  );
  return (
    <Dialog
      open
      onClose={onClose}
      alert
      tone="crit"
      lead={<Square size={16} />}
      title="Stop this run?"
      description={`${run.title} on ${run.targets.join(", ")}`}
      footer={
        <>
          <p>A stop takes nothing back. Undo is a run of its own.</p>
          <Button data-first-focus onClick={onClose}>
            Let it run
          </Button>
          <Button look="final" busy={stop.isPending && "Stopping"} onClick={() => stop.mutate({})}>
            Stop run
          </Button>
        </>
      }
    >
      <ProblemBanner error={stop.error} lead="The stop was not taken. The run goes on." />
      <dl className="kv">
        <dt>Ends</dt>
        <dd>
          {running.length > 0 ? (
            <>
              <b>{running.map((s) => `“${s.title}” on ${s.target}`).join(", ")}</b> and every process it started. It is
              asked to end first, then forced, and checked to be gone.
            </>
          ) : (
            "Nothing runs on a target at this moment."
          )}
        </dd>
        <dt>Not done</dt>
        <dd>{left.length > 0 ? [...new Set(left.map((s) => s.title))].join(", ") : "nothing is left"}</dd>
        <dt>Stays</dt>
        <dd>
          {changed.length > 0
            ? `What was changed by ${[...new Set(changed.map((s) => `“${s.title}”`))].join(", ")}`
            : "Nothing was changed so far."}
        </dd>
      </dl>
    </Dialog>
  );
}
