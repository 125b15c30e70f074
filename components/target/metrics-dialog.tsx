"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { AreaField, TextField } from "#components/ui/field.tsx";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { queries } from "#lib/client/queries.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { MetricsSourceView } from "#lib/contract/measurement.ts";

type Props = { target: { id: string; name: string }; onClose: () => void };
const FORM = "metrics-source";

/** Where a target's metrics are, and what is asked for each signal. */
export function MetricsDialog({ target, onClose }: Props) {
  const off = useWriteOff("target.manage", "Changing it");
  const query = useQuery(queries.metricsSource(target.id));
  return (
    <Dialog
      open
      onClose={onClose}
      width={640}
      lead={<Activity size={16} />}
      title={`Measured signals of ${target.name}`}
      description="An engine asks this Prometheus while somebody assesses, and while an incident of the target is open."
      footer={
        <>
          <p className="flex-1 text-12 text-ink-2">
            {off ?? "The token is sealed to the engine at once, for this address only."}
          </p>
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" form={FORM} look="primary" off={off}>
            Save
          </Button>
        </>
      }
    >
      <PanelState query={query} what="the source of metrics" skeleton={<Skeleton rows={6} />}>
        {(source) => <SourceForm target={target} source={source} onClose={onClose} />}
      </PanelState>
    </Dialog>
  );
}

function SourceForm({ target, source, onClose }: Props & { source: MetricsSourceView }) {
  const client = useQueryClient();
  const [url, setUrl] = useState(source.url ?? "");
  const [token, setToken] = useState("");
  const [own, setOwn] = useState<Record<string, string>>(() =>
    Object.fromEntries(source.queries.map((q) => [q.signal, q.own ?? ""])),
  );
  const save = useMutation({
    mutationFn: () =>
      url.trim() === ""
        ? api.delete(`/targets/${target.id}/metrics-source`)
        : api.put(`/targets/${target.id}/metrics-source`, {
            url: url.trim(),
            ...(token === "" ? {} : { token }),
            queries: Object.fromEntries(Object.entries(own).filter(([, text]) => text.trim() !== "")),
          }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.metricsSource(target.id) });
      await client.invalidateQueries({ queryKey: keys.measurements.all });
      toast(
        url.trim() === ""
          ? `${target.name} is not measured any more.`
          : `The metrics of ${target.name} are asked at ${url.trim()}.`,
      );
      onClose();
    },
  });
  return (
    <form
      id={FORM}
      className="query-list"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <ProblemBanner error={save.error} lead="Not saved." />
      <TextField
        label="Address of the Prometheus"
        type="url"
        placeholder="https://prometheus.example"
        hint="Empty: nothing is measured. It is reached from the engine, not from this browser."
        value={url}
        data-first-focus
        onChange={(event) => setUrl(event.target.value)}
      />
      <TextField
        label="Bearer token"
        type="password"
        autoComplete="off"
        hint={source.token ? "Set, not shown. Empty keeps it for the same address." : "May be left out."}
        value={token}
        onChange={(event) => setToken(event.target.value)}
      />
      <p className="text-12 text-ink-2">
        One value as answer. A parameter of the target is a whole label value: <span className="mono">job="$NAME"</span>
        . Empty takes the playbook's query.
      </p>
      {source.queries.map((query) => (
        <AreaField
          key={query.signal}
          label={query.title}
          className="mono"
          rows={2}
          spellCheck={false}
          placeholder={query.default ?? "no query: a person says it"}
          value={own[query.signal] ?? ""}
          onChange={(event) => setOwn({ ...own, [query.signal]: event.target.value })}
        />
      ))}
    </form>
  );
}
