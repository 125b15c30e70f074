"use client";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/field.tsx";
import type { DrillView } from "#lib/contract/drill.ts";
import { utcInput, utcOfInput } from "./date-input.ts";
import { useDrillVerb } from "./use-drill-verb.ts";

export function RescheduleDialog({ drill, onClose }: { drill: DrillView; onClose: () => void }) {
  const verb = useDrillVerb(drill.number);
  const [at, setAt] = useState(() => utcInput(drill.scheduledAt));
  const scheduledAt = utcOfInput(at);
  return (
    <Dialog
      open
      onClose={onClose}
      tone="mute"
      title={`Move DRILL-${drill.number}`}
      description="Later dates of its series count from the new one."
      footer={
        <>
          <Button onClick={onClose}>Keep the date</Button>
          <Button
            look="primary"
            off={scheduledAt === null ? "Choose a date and time." : null}
            busy={verb.isPending && "Moving"}
            onClick={() => verb.mutate({ path: "reschedule", body: { scheduledAt } }, { onSuccess: onClose })}
          >
            Move drill
          </Button>
        </>
      }
    >
      <ProblemBanner error={verb.error} lead="Not moved." />
      <TextField label="Date and time, UTC" type="datetime-local" value={at} onChange={(e) => setAt(e.target.value)} />
    </Dialog>
  );
}
