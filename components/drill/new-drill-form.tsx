"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { AreaField, SelectField, TextField } from "#components/ui/field.tsx";
import { drillKeys } from "#lib/client/drill-queries.ts";
import { duration } from "#lib/client/format.ts";
import { api } from "#lib/client/http.ts";
import { queries } from "#lib/client/queries.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { PlanDrill } from "#lib/contract/drill.ts";
import type { PlaybookView } from "#lib/contract/playbook.ts";
import type { TargetView } from "#lib/contract/target.ts";
import { utcOfInput } from "./date-input.ts";

type Props = { playbooks: PlaybookView[]; targets: TargetView[] };
const DRILLED = ["staging", "drill"];
const ONCE = "";

/** What is rehearsed, where, when and with whom. `?incident=`, `?version=` and `?scenario=` fill it from an incident. */
export function NewDrillForm({ playbooks, targets }: Props) {
  const asked = useSearchParams();
  const client = useQueryClient();
  const router = useRouter();
  const me = useQuery(queries.me()).data;
  const off = useWriteOff("drill.manage", "Planning a drill");
  const first = playbooks.find((p) => p.scenarios.some((s) => s.id === asked.get("scenario"))) ?? playbooks[0];
  const [form, setForm] = useState(() => ({
    title: asked.get("incident") ? `Reproduce INC-${asked.get("incident")}` : "Quarterly rollback drill",
    playbook: first?.id ?? "",
    procedure: first?.procedures.find((p) => p.level === 2)?.id ?? first?.procedures[0]?.id ?? "",
    scenario: first?.scenarios.find((s) => s.id === asked.get("scenario"))?.id ?? first?.scenarios[0]?.id ?? "",
    target: "",
    owner: "",
    participants: "",
    at: "",
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    rrule: asked.get("incident") ? ONCE : (first?.drills?.every ?? ONCE),
    version: asked.get("version") ?? "",
    reproduces: asked.get("incident") ?? "",
  }));
  const playbook = playbooks.find((p) => p.id === form.playbook);
  const scenario = playbook?.scenarios.find((s) => s.id === form.scenario);
  const usable = targets.filter((t) => t.playbook === form.playbook && DRILLED.includes(t.environment));
  const target = form.target || (usable[0]?.name ?? "");
  const scheduledAt = utcOfInput(form.at);
  const set = (name: keyof typeof form) => (event: { target: { value: string } }) =>
    setForm({ ...form, [name]: event.target.value });
  const missing =
    target === ""
      ? "There is no staging or drill target of this playbook."
      : scheduledAt === null
        ? "Choose a date and time."
        : null;
  const plan = useMutation({
    mutationFn: () => {
      const body: PlanDrill = {
        title: form.title,
        playbook: form.playbook,
        procedure: form.procedure,
        scenario: form.scenario,
        targets: [target],
        owner: form.owner.trim() || (me?.handle ?? ""),
        participants: form.participants
          .split("\n")
          .map((name) => name.trim())
          .filter((name) => name !== "")
          .map((name) => ({ name, role: "", present: null })),
        scheduledAt: scheduledAt ?? "",
        timeZone: form.timeZone,
        rrule: form.rrule === ONCE ? null : form.rrule,
        ...(form.version.trim() && scenario?.deploysRelease ? { version: form.version.trim() } : {}),
        ...(/^[1-9]\d*$/.test(form.reproduces) ? { reproduces: Number(form.reproduces) } : {}),
      };
      return api.post<{ number: number }>("/drills", body);
    },
    onSuccess: ({ number }) => {
      void client.invalidateQueries({ queryKey: drillKeys.all });
      router.push(`/drills/${number}`);
    },
  });
  return (
    <form
      className="panel grid gap-3 p-4"
      aria-label="Plan a drill"
      onSubmit={(event) => {
        event.preventDefault();
        plan.mutate();
      }}
    >
      <ProblemBanner error={plan.error} lead="Not planned." />
      <TextField label="Title" value={form.title} maxLength={200} onChange={set("title")} />
      <div className="grid grid-cols-[repeat(auto-fit,minmax(220px,1fr))] items-start gap-3">
        <SelectField
          label="Playbook"
          value={form.playbook}
          onChange={(event) => {
            const next = playbooks.find((p) => p.id === event.target.value);
            setForm({
              ...form,
              playbook: event.target.value,
              procedure: next?.procedures[0]?.id ?? "",
              scenario: next?.scenarios[0]?.id ?? "",
              target: "",
            });
          }}
        >
          {playbooks.map((p) => (
            <option key={p.id} value={p.id}>
              {p.title}
            </option>
          ))}
        </SelectField>
        <SelectField label="Procedure to rehearse" value={form.procedure} onChange={set("procedure")}>
          {playbook?.procedures.map((p) => (
            <option key={p.id} value={p.id}>
              {p.level === null ? "" : `Level ${p.level}: `}
              {p.title}, under {duration(p.targetTimeMs)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Failure to inject"
          hint={scenario?.summary}
          value={form.scenario}
          onChange={set("scenario")}
        >
          {playbook?.scenarios.map((s) => (
            <option key={s.id} value={s.id}>
              {s.title}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Target"
          hint="Only staging and drill targets. Production is refused."
          value={target}
          onChange={set("target")}
        >
          {usable.length === 0 ? <option value="">none</option> : null}
          {usable.map((t) => (
            <option key={t.id} value={t.name}>
              {t.name} ({t.environment})
            </option>
          ))}
        </SelectField>
        {scenario?.deploysRelease ? (
          <TextField
            label="Release to deploy"
            hint="Empty: the newest one that was never proven."
            value={form.version}
            maxLength={200}
            onChange={set("version")}
          />
        ) : null}
        <TextField
          label="Reproduces incident"
          inputMode="numeric"
          hint="Its number, if the drill repeats a real failure."
          value={form.reproduces}
          onChange={set("reproduces")}
        />
        <TextField label="First date, UTC" type="datetime-local" value={form.at} onChange={set("at")} />
        <SelectField label="Repeats" value={form.rrule} onChange={set("rrule")}>
          {playbook?.drills ? <option value={playbook.drills.every}>as the playbook says</option> : null}
          <option value="FREQ=MONTHLY">every month</option>
          <option value="FREQ=MONTHLY;INTERVAL=6">every 6 months</option>
          <option value={ONCE}>once</option>
        </SelectField>
        <TextField
          label="Time zone of the series"
          hint="The hour on the wall stays the same there."
          value={form.timeZone}
          maxLength={64}
          onChange={set("timeZone")}
        />
        <TextField
          label="Owner"
          placeholder={me?.handle ?? ""}
          value={form.owner}
          maxLength={100}
          onChange={set("owner")}
        />
      </div>
      <AreaField
        label="Participants"
        hint={`One a line. Expected: ${playbook?.drills?.participants ?? ""}`}
        value={form.participants}
        onChange={set("participants")}
      />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="flex-1 text-12 text-ink-2">
          Nothing happens by itself on that day: somebody starts the drill, and only then its target can be broken.
        </p>
        <Button type="submit" look="primary" off={off ?? missing} busy={plan.isPending && "Planning"}>
          Plan drill
        </Button>
      </div>
    </form>
  );
}
