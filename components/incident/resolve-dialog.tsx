"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { RUN_LOOK } from "#components/run/run-status.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { AreaField } from "#components/ui/field.tsx";
import { plural } from "#lib/client/format.ts";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { isActive } from "#lib/client/run-active.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";
import { useRoom } from "./room-context.tsx";

/** Ends the incident. Says what is still open before the press. */
export function ResolveDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { incident } = useRoom();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const resolve = useMutation({
    mutationFn: () => api.post(`/incidents/${incident.number}/resolve`, { note }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.incidents.all });
      toast(`INC-${incident.number} is resolved. Its review is open.`);
      onClose();
    },
  });
  const openItems = incident.checklist.filter((item) => item.state !== "ticked");
  const lastRun = [...incident.runs].sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
  const verification = incident.verifications[0];
  const isUnverified = verification !== undefined && verification.status !== "succeeded";
  const isRunning = incident.currentRun !== null && isActive(incident.currentRun.status);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Resolve INC-${incident.number}?`}
      description="The harm has ended. A problem that comes back is a new incident."
      footer={
        <>
          <p>The review opens and starts filled from the record.</p>
          <Button data-first-focus onClick={onClose}>
            Cancel
          </Button>
          <Button
            look="primary"
            busy={resolve.isPending && "Resolving"}
            off={
              isRunning
                ? "A rollback still runs. Wait for its end or stop it first."
                : isUnverified && note.trim() === ""
                  ? "It is not verified that the rollback holds. Say in the note why you resolve now."
                  : null
            }
            onClick={() => resolve.mutate()}
          >
            Resolve incident
          </Button>
        </>
      }
    >
      <ProblemBanner error={resolve.error} lead="Not resolved." />
      <dl className="kv">
        <dt>Last run</dt>
        <dd>{lastRun ? <b>{`${lastRun.title}: ${RUN_LOOK[lastRun.status].label}`}</b> : "No rollback was started."}</dd>
        <dt>Checklist</dt>
        <dd>
          {openItems.length === 0
            ? incident.checklist.length === 0
              ? "none"
              : "all ticked"
            : `${plural(openItems.length, "item")} open: ${openItems.map((i) => i.title).join("; ")}`}
        </dd>
      </dl>
      {isUnverified ? (
        <div className="banner warn">
          <CircleAlert size={15} aria-hidden />
          <span>
            <b>{VERIFICATION_GAP[verification.status] ?? "The verification did not come to its end."}</b> Say in the
            note why you resolve now.
          </span>
        </div>
      ) : null}
      {lastRun && lastRun.status !== "succeeded" ? (
        <div className="banner warn">
          <CircleAlert size={15} aria-hidden />
          <span>
            <b>The last run is not proven.</b> Say in the note how you know that the harm has ended.
          </span>
        </div>
      ) : null}
      <AreaField
        label="Note for the record"
        name="note"
        value={note}
        maxLength={4000}
        onChange={(e) => setNote(e.target.value)}
      />
    </Dialog>
  );
}

/** What is not known yet about the rollback, by the status of its verification. */
const VERIFICATION_GAP: Partial<Record<RunStatus, string>> = {
  queued: "The verification has only begun.",
  running: "The verification still runs: it is not yet proven that the rollback holds.",
  failed: "The verification failed: what was rolled back does not hold.",
  unproven: "The verification could not judge everything.",
};
