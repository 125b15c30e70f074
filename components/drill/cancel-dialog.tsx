"use client";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { AreaField } from "#components/ui/field.tsx";
import type { DrillView } from "#lib/contract/drill.ts";
import { useDrillVerb } from "./use-drill-verb.ts";

export function CancelDialog({ drill, onClose }: { drill: DrillView; onClose: () => void }) {
  const verb = useDrillVerb(drill.number);
  const [reason, setReason] = useState("");
  const off = reason.trim().length < 3 ? "Say why." : null;
  return (
    <Dialog
      open
      onClose={onClose}
      tone="mute"
      title={`Cancel DRILL-${drill.number}`}
      description={drill.repeats ? "The series goes on with its next date." : "It is not planned again by itself."}
      footer={
        <>
          <p>What was injected is not put back by this: use Put back first.</p>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            look="danger"
            off={off}
            busy={verb.isPending && "Cancelling"}
            onClick={() => verb.mutate({ path: "cancel", body: { reason } }, { onSuccess: onClose })}
          >
            Cancel drill
          </Button>
        </>
      }
    >
      <ProblemBanner error={verb.error} lead="Not cancelled." />
      <AreaField
        label="Reason"
        value={reason}
        maxLength={2000}
        data-first-focus
        onChange={(e) => setReason(e.target.value)}
      />
    </Dialog>
  );
}
