"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SelectField, TextField } from "#components/ui/field.tsx";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { SaveChannel } from "#lib/contract/communication.ts";
import { CHANNEL_KINDS, type ChannelKind } from "#lib/domain/communication/channel.ts";
import { CHANNEL_FIELDS, CHANNEL_TITLE, type ChannelField, channelInput } from "./channel-fields.ts";

/** Adds a channel. Mounted while it is open, so that secrets leave the page with it. */
export function ChannelDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [kind, setKind] = useState<ChannelKind>("smtp");
  const [name, setName] = useState("");
  const [values, setValues] = useState<Record<string, string>>({});
  const body = { name, channel: channelInput(kind, values) };
  const checked = SaveChannel.safeParse(body);
  const wrong = (field: string) => checked.error?.issues.find((i) => i.path.at(-1) === field)?.message;
  const add = useMutation({
    mutationFn: () => api.post("/channels", body),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.channels });
      toast("The channel was added. Send a test before it is needed.");
      onClose();
    },
  });
  const first = checked.error?.issues[0];
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add channel"
      description="A way by which messages leave this installation."
      footer={
        <>
          <p>Secrets are sealed to the engine at once.</p>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            off={
              first
                ? `${first.path.at(-1) === "name" ? "Give it a name" : `${String(first.path.at(-1))}: ${first.message}`}.`
                : null
            }
            busy={add.isPending && "Adding"}
            onClick={() => add.mutate()}
          >
            Add channel
          </Button>
        </>
      }
    >
      <ProblemBanner error={add.error} lead="The channel was not added." />
      <SelectField label="Kind" value={kind} onChange={(e) => setKind(e.target.value as ChannelKind)}>
        {CHANNEL_KINDS.map((k) => (
          <option key={k} value={k}>
            {CHANNEL_TITLE[k]}
          </option>
        ))}
      </SelectField>
      <TextField label="Name" data-first-focus value={name} maxLength={100} onChange={(e) => setName(e.target.value)} />
      {CHANNEL_FIELDS[kind].map((field) => (
        <Field
          key={`${kind}/${field.name}`}
          field={field}
          value={values[field.name] ?? field.initial ?? ""}
          error={values[field.name] ? wrong(field.name) : undefined}
          onChange={(value) => setValues((was) => ({ ...was, [field.name]: value }))}
        />
      ))}
    </Dialog>
  );
}

type FieldProps = { field: ChannelField; value: string; error: string | undefined; onChange: (value: string) => void };
function Field({ field, value, error, onChange }: FieldProps) {
  if (field.options)
    return (
      <SelectField label={field.label} value={value} onChange={(e) => onChange(e.target.value)}>
        {field.options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </SelectField>
    );
  return (
    <TextField
      label={field.label}
      hint={field.hint}
      error={error}
      value={value}
      type={field.isSecret ? "password" : "text"}
      autoComplete="off"
      inputMode={field.isNumber ? "numeric" : undefined}
      onChange={(e) => onChange(e.target.value)}
    />
  );
}
