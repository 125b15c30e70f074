"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { AreaField, SelectField } from "#components/ui/field.tsx";
import { queries } from "#lib/client/queries.ts";
import type { IncidentRoleView } from "#lib/contract/roles.ts";

type Props = {
  role: IncidentRoleView;
  verb: "assign" | "hand-over";
  isBusy: boolean;
  onCancel: () => void;
  onSend: (body: { to: string; note: string }) => void;
};

/** To whom, and what that person has to know. */
export function RoleForm({ role, verb, isBusy, onCancel, onSend }: Props) {
  const responders = useQuery(queries.responders()).data ?? [];
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const isHandOver = verb === "hand-over";
  const off =
    to === ""
      ? "Choose who."
      : isHandOver && note.trim().length < 3
        ? "Say what the next person has to know: what runs, what is promised, what comes next."
        : null;
  return (
    <div className="grid gap-2 pt-1">
      <SelectField label={isHandOver ? "Hand over to" : "Assign to"} value={to} onChange={(e) => setTo(e.target.value)}>
        <option value="">Choose…</option>
        {responders
          .filter((person) => person.handle !== role.holder)
          .map((person) => (
            <option key={person.handle} value={person.handle}>
              {person.handle} ({person.name})
            </option>
          ))}
      </SelectField>
      <AreaField
        label={isHandOver ? "What they have to know" : "Note (optional)"}
        hint={isHandOver ? `You are ${role.title.toLowerCase()} until they accept.` : "It goes to the timeline."}
        rows={2}
        maxLength={2000}
        value={note}
        onChange={(e) => setNote(e.target.value)}
      />
      <div className="flex gap-2">
        <Button
          size="sm"
          look="primary"
          off={off}
          busy={isBusy && "Sending"}
          onClick={() => onSend({ to, note: note.trim() })}
        >
          {isHandOver ? "Hand over" : "Assign"}
        </Button>
        <Button size="sm" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
