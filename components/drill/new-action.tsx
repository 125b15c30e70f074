"use client";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import { useDrillVerb } from "./use-drill-verb.ts";

const EMPTY = { title: "", owner: "", due: "" };

/** An improvement has somebody who does it and a day by which. */
export function NewAction({ number }: { number: number }) {
  const verb = useDrillVerb(number);
  const off = useWriteOff("drill.take-part", "Adding an improvement");
  const [form, setForm] = useState(EMPTY);
  const missing =
    form.title.trim().length < 3 || form.owner.trim() === "" || form.due === "" ? "Say what, who, and by when." : null;
  const set = (name: keyof typeof EMPTY) => (event: { target: { value: string } }) =>
    setForm({ ...form, [name]: event.target.value });
  return (
    <form
      className="grid gap-2 p-3.5"
      aria-label="New improvement"
      onSubmit={(event) => {
        event.preventDefault();
        const body = { title: form.title, owner: form.owner, dueAt: `${form.due}T23:59:59.000Z` };
        verb.mutate({ path: "actions", body }, { onSuccess: () => setForm(EMPTY) });
      }}
    >
      <ProblemBanner error={verb.error} lead="Not added." />
      <TextField label="Improvement" value={form.title} maxLength={2000} onChange={set("title")} />
      <div className="grid grid-cols-2 gap-2">
        <TextField label="Who does it" value={form.owner} maxLength={100} onChange={set("owner")} />
        <TextField label="Due" type="date" value={form.due} onChange={set("due")} />
      </div>
      <div>
        <Button type="submit" off={off ?? missing} busy={verb.isPending && "Adding"}>
          Add improvement
        </Button>
      </div>
    </form>
  );
}
