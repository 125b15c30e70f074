"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { AreaField, TextField } from "#components/ui/field.tsx";
import { utcClock } from "#lib/client/format.ts";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { latestAt } from "#lib/client/latest-at.ts";
import { serverNow } from "#lib/client/live/freshness.ts";
import type { DeadlineView } from "#lib/contract/communication.ts";

type Props = { deadline: DeadlineView; as: "done" | "cancel"; onClose: () => void };

/** A person's word: what they did and when, or why it does not apply. Mounted while it is open. */
export function SettleDialog({ deadline, as, onClose }: Props) {
  const { incident } = useRoom();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const [time, setTime] = useState(() => utcClock(serverNow()).slice(0, 5));
  const isDone = as === "done";
  const settle = useMutation({
    mutationFn: () =>
      api.post(
        `/incidents/${incident.number}/deadlines/${deadline.item}/${as}`,
        isDone ? { note, doneAt: latestAt(time, serverNow()) } : { reason: note },
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.communication(incident.number) });
      onClose();
    },
  });
  const needsNote = !isDone || deadline.via !== "person";
  const isTime = /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
  const off =
    needsNote && note.trim().length < 3
      ? isDone
        ? "Say in the note how it was done."
        : "Give the reason."
      : isDone && !isTime
        ? "Give the time as hours and minutes, such as 03:05."
        : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={isDone ? deadline.title : `${deadline.title}: does it not apply?`}
      description={
        isDone
          ? "Your name is recorded with the time and the note."
          : "It is taken off the list, with your name and the reason."
      }
      footer={
        <>
          <p>Goes to the timeline and the review.</p>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" off={off} busy={settle.isPending && "Saving"} onClick={() => settle.mutate()}>
            {isDone ? "Tick as done" : "Does not apply"}
          </Button>
        </>
      }
    >
      <ProblemBanner error={settle.error} lead="Nothing was ticked." />
      {isDone ? (
        <TextField
          label="Done at, UTC"
          name="time"
          inputMode="numeric"
          placeholder="hh:mm"
          value={time}
          onChange={(e) => setTime(e.target.value)}
        />
      ) : null}
      <AreaField
        label={isDone ? "Note" : "Reason"}
        hint={isDone ? "Whom you reached, and what they said." : undefined}
        name="note"
        data-first-focus
        value={note}
        maxLength={2000}
        onChange={(e) => setNote(e.target.value)}
      />
    </Dialog>
  );
}
