"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { AreaField } from "#components/ui/field.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import type { SeverityClass } from "#lib/domain/playbook/schema.ts";
import { useRoom } from "./room-context.tsx";

const CLASSES = [
  { value: "critical", label: "Critical" },
  { value: "major", label: "Major" },
  { value: "minor", label: "Minor" },
] as const satisfies readonly { value: SeverityClass; label: string }[];

export function SeverityDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { incident } = useRoom();
  const client = useQueryClient();
  const [severity, setSeverity] = useState<SeverityClass>(incident.severity);
  const [reason, setReason] = useState("");
  const change = useMutation({
    mutationFn: () => api.post(`/incidents/${incident.number}/severity`, { severity, reason }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.incidents.all });
      onClose();
    },
  });
  const off =
    severity === incident.severity
      ? `It is ${severity} now. Choose another class.`
      : reason.trim().length < 3
        ? "Give a reason: it goes to the timeline and the review."
        : null;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Change the severity?"
      description={`INC-${incident.number} is ${incident.severity}. The assessment stays as it was.`}
      footer={
        <>
          <p>Deadlines follow the new severity.</p>
          <Button data-first-focus onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" off={off} busy={change.isPending && "Changing"} onClick={() => change.mutate()}>
            Change to {severity}
          </Button>
        </>
      }
    >
      <ProblemBanner error={change.error} lead="Not changed." />
      <Segmented label="Severity" value={severity} options={CLASSES} onChange={setSeverity} />
      <AreaField
        label="Reason"
        name="reason"
        value={reason}
        maxLength={2000}
        onChange={(e) => setReason(e.target.value)}
      />
    </Dialog>
  );
}
