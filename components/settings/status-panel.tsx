"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Globe } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { COMPONENT_LOOK } from "#components/status/component-state.ts";
import { Button } from "#components/ui/button.tsx";
import { SelectField, TextField } from "#components/ui/field.tsx";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { queries } from "#lib/client/queries.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import { ComponentState, type StatusComponentView } from "#lib/contract/status.ts";

/** The public page: its parts, and how people say they are. It is shown while a channel "Own status page" is switched on. */
export function StatusPanel() {
  const query = useQuery(queries.statusComponents());
  const isOn = useQuery(queries.channels()).data?.some((c) => c.kind === "status-page" && c.enabled) ?? false;
  return (
    <section className="panel overflow-hidden" aria-label="Status page">
      <div className="panel-head">
        <h2>Status page</h2>
        <span className="text-12 text-ink-3">
          {isOn ? "public at " : "not public: add a channel of the kind “Own status page”"}
          {isOn ? (
            <a className="link" href="/status">
              /status
            </a>
          ) : null}
        </span>
      </div>
      <PanelState query={query} what="parts of the status page" skeleton={<Skeleton rows={2} />}>
        {(components) =>
          components.length === 0 ? (
            <Empty icon={<Globe size={16} aria-hidden />} title="No parts yet">
              Name what users know: “Uploads”, “Agents”. No hosts and no versions.
            </Empty>
          ) : (
            <ul>
              {components.map((component) => (
                <Part key={component.id} component={component} />
              ))}
            </ul>
          )
        }
      </PanelState>
      <AddPart />
    </section>
  );
}

function Part({ component }: { component: StatusComponentView }) {
  const client = useQueryClient();
  const setOff = useWriteOff("communication.send", "Saying how it is");
  const deleteOff = useWriteOff("channel.manage", "Deleting");
  const again = { onSuccess: () => client.invalidateQueries({ queryKey: keys.statusComponents }) };
  const path = `/status/components/${component.id}`;
  const set = useMutation({ mutationFn: (state: string) => api.post(`${path}/state`, { state }), ...again });
  const remove = useMutation({ mutationFn: () => api.delete(path), ...again });
  return (
    <li className="status-row">
      <b className="font-medium">{component.title}</b>
      <span className="flex flex-wrap items-end gap-2">
        <SelectField
          label={`How ${component.title} is`}
          value={component.state}
          disabled={setOff !== null || set.isPending}
          title={setOff ?? undefined}
          onChange={(e) => set.mutate(e.target.value)}
        >
          {ComponentState.options.map((state) => (
            <option key={state} value={state}>
              {COMPONENT_LOOK[state].label}
            </option>
          ))}
        </SelectField>
        <Button
          size="sm"
          look="quiet"
          off={deleteOff}
          aria-label={`Delete ${component.title}`}
          onClick={() => remove.mutate()}
        >
          Delete
        </Button>
      </span>
      <ProblemBanner error={set.error ?? remove.error} lead="Nothing was changed." />
    </li>
  );
}

function AddPart() {
  const client = useQueryClient();
  const off = useWriteOff("channel.manage", "Adding parts");
  const [title, setTitle] = useState("");
  const add = useMutation({
    mutationFn: () => api.post("/status/components", { title }),
    onSuccess: async () => {
      setTitle("");
      await client.invalidateQueries({ queryKey: keys.statusComponents });
    },
  });
  const why = off ?? (title.trim() === "" ? "Give it a name that users know." : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (why === null) add.mutate();
  };
  return (
    <form className="status-row" onSubmit={submit}>
      <TextField label="New part" value={title} maxLength={100} onChange={(e) => setTitle(e.target.value)} />
      <Button size="sm" type="submit" off={why} busy={add.isPending && "Adding"}>
        Add part
      </Button>
      <ProblemBanner error={add.error} lead="Not added." />
    </form>
  );
}
