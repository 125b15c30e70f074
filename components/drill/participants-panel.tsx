"use client";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { DrillParticipant, DrillView } from "#lib/contract/drill.ts";
import { useDrillVerb } from "./use-drill-verb.ts";

/** Who takes part, and who is here. */
export function ParticipantsPanel({ drill }: { drill: DrillView }) {
  const verb = useDrillVerb(drill.number);
  const off = useWriteOff("drill.take-part", "Saying who is here");
  const [name, setName] = useState("");
  const [asked, setAsked] = useState<DrillParticipant[] | null>(null);
  const isOver = drill.status === "done" || drill.status === "cancelled";
  // What was just clicked, until the server has it.
  const all = asked ?? drill.participants;
  const save = (participants: DrillParticipant[], then?: () => void) => {
    setAsked(participants);
    verb.mutate(
      { path: "participants", body: { participants } },
      { onSuccess: () => then?.(), onSettled: () => setAsked(null) },
    );
  };
  return (
    <section className="panel" aria-label="Participants">
      <div className="panel-head">
        <h2>Participants</h2>
        <span className="ml-auto text-12 text-ink-3">
          {all.filter((p) => p.present).length} of {all.length} here
        </span>
      </div>
      <p className="px-3.5 pt-2.5 text-12 text-ink-2">Expected: {drill.expectedParticipants}</p>
      <ul className="drill-people">
        {all.map((person, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two people may have the same name
          <li key={`${person.name} ${i}`}>
            <label>
              <input
                type="checkbox"
                checked={person.present === true}
                disabled={isOver || off !== null}
                onChange={(event) => save(all.map((p, n) => (n === i ? { ...p, present: event.target.checked } : p)))}
              />
              <span>
                {person.name}
                {person.role ? <span className="text-ink-3">, {person.role}</span> : null}
              </span>
            </label>
          </li>
        ))}
      </ul>
      {isOver ? null : (
        <form
          className="flex items-end gap-2 p-3.5 pt-1"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== "") save([...all, { name: name.trim(), role: "", present: true }], () => setName(""));
          }}
        >
          <TextField
            label="Somebody else"
            className="flex-1"
            value={name}
            maxLength={100}
            onChange={(e) => setName(e.target.value)}
          />
          <Button type="submit" off={off} busy={verb.isPending && "Saving"}>
            Add
          </Button>
        </form>
      )}
      <ProblemBanner error={verb.error} lead="Not saved." />
    </section>
  );
}
