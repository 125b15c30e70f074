"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { AreaField } from "#components/ui/field.tsx";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import type { ChecklistItemView } from "#lib/contract/incident.ts";

type Props = { item: ChecklistItemView; open: boolean; onClose: () => void };

/** A tick by hand carries a name, a time and a note: it stays distinguishable from proof. */
export function TickDialog({ item, open, onClose }: Props) {
  const { incident } = useRoom();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const tick = useMutation({
    mutationFn: () => api.post(`/incidents/${incident.number}/checklist/${item.slug}`, { ticked: true, note }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.incidents.detail(incident.number) });
      onClose();
    },
  });
  const isProbe = item.by !== "person";
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={item.title}
      description={
        isProbe
          ? "A run ticks this from proof. A tick by hand is marked as such and says how you know."
          : "Your name and the time are recorded with it."
      }
      footer={
        <>
          <p>Goes to the timeline and the review.</p>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            off={isProbe && note.trim().length < 3 ? "Say in the note how you know." : null}
            busy={tick.isPending && "Ticking"}
            onClick={() => tick.mutate()}
          >
            Tick
          </Button>
        </>
      }
    >
      <ProblemBanner error={tick.error} lead="Not ticked." />
      <AreaField
        label={isProbe ? "How you know" : "Note"}
        name="note"
        data-first-focus
        value={note}
        maxLength={2000}
        onChange={(e) => setNote(e.target.value)}
      />
    </Dialog>
  );
}
