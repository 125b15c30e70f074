"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";

/** A line for the record, now. */
export function NoteForm() {
  const { incident } = useRoom();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const off = useWriteOff("incident.note", "Writing a note");
  const add = useMutation({
    mutationFn: () => api.post(`/incidents/${incident.number}/events`, { text: text.trim() }),
    onSuccess: async () => {
      setText("");
      await client.invalidateQueries({ queryKey: keys.incidents.detail(incident.number) });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (off === null && text.trim() !== "" && !add.isPending) add.mutate();
  };
  return (
    <form className="grid gap-2 border-line border-b px-3 py-2" onSubmit={submit}>
      <div className="flex gap-2">
        <input
          className="input min-w-0 flex-1"
          aria-label="Note for the timeline"
          placeholder={off ?? "Write a note for the record"}
          value={text}
          maxLength={4000}
          disabled={off !== null}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" off={off} busy={add.isPending && "Adding"}>
          Add note
        </Button>
      </div>
      <ProblemBanner error={add.error} lead="The note was not added." />
    </form>
  );
}
