"use client";
import { TriangleAlert, Undo2 } from "lucide-react";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { HeldDialog } from "#components/rollback/held-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { problemIn } from "#lib/client/http.ts";
import { randomKey } from "#lib/client/ids.ts";
import type { StartedRun } from "#lib/client/started-run.ts";
import type { RunView } from "#lib/contract/run.ts";
import { useRunMutation } from "./use-run-mutation.ts";

/** Undo is a run of its own that names the run it undoes. */
export function UndoDialog({ run, onClose }: { run: RunView; onClose: () => void }) {
  const { showRun } = useRoom();
  const [key] = useState(randomKey);
  const undo = useRunMutation<StartedRun>(run, "/undo", (started) => {
    onClose();
    showRun(started.id);
  });
  const holder = problemIn(undo.error)?.holder;
  if (holder) return <HeldDialog holder={holder} onJoin={() => showRun(holder.runId)} onStay={onClose} />;
  const changed = run.steps.filter((s) => s.changes !== "nothing" && s.startedAt && s.status !== "skipped");
  return (
    <Dialog
      open
      onClose={onClose}
      alert
      lead={<Undo2 size={17} />}
      title={`Undo “${run.title}” on ${run.targets.join(", ")}?`}
      description="A run of its own: the undo scripts of what was done, last first, with proofs at the end."
      footer={
        <>
          <p>Can be stopped like every run.</p>
          <Button data-first-focus onClick={onClose}>
            Cancel
          </Button>
          <Button
            look="primary"
            busy={undo.isPending && "Starting"}
            onClick={() => undo.mutate({ key })}
            onKeyDown={(event) => (event.key === "Enter" ? event.preventDefault() : undefined)}
          >
            Start undo
          </Button>
        </>
      }
    >
      <ProblemBanner error={undo.error} lead="The undo was not started. Nothing was changed." />
      <dl className="kv">
        <dt>Takes back</dt>
        <dd>
          {changed.length > 0 ? [...new Set(changed.map((s) => s.title))].reverse().join(", ") : "what the run changed"}
        </dd>
        <dt>Run</dt>
        <dd className="mono">{run.id}</dd>
      </dl>
      <div className="banner warn">
        <TriangleAlert size={15} aria-hidden />
        <span>
          <b>The fault may come back.</b> What this rollback switched off or replaced is live again afterwards.
        </span>
      </div>
    </Dialog>
  );
}
