"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { AreaField, TextField } from "#components/ui/field.tsx";
import { plural } from "#lib/client/format.ts";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { recipientsFor } from "#lib/client/recipients.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { ChannelView, CommunicationView, DeadlineView, DraftView } from "#lib/contract/communication.ts";
import { openFields } from "#lib/domain/communication/template.ts";
import { RecipientList } from "./recipient-list.tsx";

type Props = {
  draft: DraftView;
  deadline: DeadlineView;
  communication: CommunicationView;
  channels: readonly ChannelView[];
  onClose: () => void;
};

/** Completes, reviews and sends a message. What is sent is what stands here: it is saved first. */
export function DraftEditor({ draft, deadline, communication, channels, onClose }: Props) {
  const { incident } = useRoom();
  const client = useQueryClient();
  const [saved, setSaved] = useState(draft);
  const [subject, setSubject] = useState(draft.subject);
  const [body, setBody] = useState(draft.body);
  const ways = recipientsFor(deadline, channels, communication.tree);
  const [chosen, setChosen] = useState(() => new Set(ways.filter((w) => w.isPlanned).map((w) => w.key)));
  const mayDraft = useWriteOff("communication.draft", "Writing");
  const maySend = useWriteOff("communication.send", "Sending");
  const path = `/incidents/${incident.number}/drafts/${draft.id}`;
  const missing = openFields(`${subject}\n${body}`);
  const again = () => client.invalidateQueries({ queryKey: keys.communication(incident.number) });

  const write = async (): Promise<DraftView> => {
    if (subject === saved.subject && body === saved.body) return saved;
    const next = await api.put<DraftView>(path, { version: saved.version, subject, body });
    setSaved(next);
    return next;
  };
  const save = useMutation({ mutationFn: write, onSuccess: again });
  const send = useMutation({
    mutationFn: async () => {
      const { version } = await write();
      const to = ways
        .filter((w) => chosen.has(w.key))
        .map(({ channelId, recipient, recipientName }) => ({ channelId, recipient, recipientName }));
      return api.post(`${path}/send`, { version, to });
    },
    onSuccess: async () => {
      await again();
      toast(
        communication.isLive
          ? "Handed over to be sent. Its answer appears below."
          : "Recorded. A drill is sent to nobody.",
      );
      onClose();
    },
  });
  const off =
    maySend ??
    (missing.length > 0
      ? `${plural(missing.length, "place")} to fill in before it can be sent.`
      : chosen.size === 0
        ? "Choose who gets it."
        : null);
  return (
    <Dialog
      open
      onClose={onClose}
      title={deadline.title}
      description={
        draft.audience === "public"
          ? "Read by everybody: name no host, no person, no cause that is not sure."
          : "Filled from the record. Read it as it will be read."
      }
      width={720}
      footer={
        <>
          <p>{off ?? (communication.isLive ? "Sent once; then it is never changed." : "A drill: sent to nobody.")}</p>
          <Button off={mayDraft} busy={save.isPending && "Saving"} onClick={() => save.mutate()}>
            Save
          </Button>
          <Button look="primary" off={off} busy={send.isPending && "Sending"} onClick={() => send.mutate()}>
            Send now
          </Button>
        </>
      }
    >
      <ProblemBanner error={send.error ?? save.error} lead="Not sent." />
      <TextField
        label="Subject"
        name="subject"
        value={subject}
        maxLength={300}
        onChange={(e) => setSubject(e.target.value)}
      />
      <AreaField
        label="Message"
        name="body"
        rows={14}
        className="draft-body"
        data-first-focus
        value={body}
        maxLength={20_000}
        hint={missing.length > 0 ? `To fill in: ${missing.join("; ")}` : "Nothing is left to fill in."}
        onChange={(e) => setBody(e.target.value)}
      />
      <RecipientList ways={ways} chosen={chosen} onChange={setChosen} deadline={deadline} />
      <div className="flex flex-wrap gap-2">
        <CopyButton label="Copy as Markdown" text={() => body} />
        <a className="btn sm" href={`/api/v1${path}/export`} download>
          Export the saved one
        </a>
      </div>
    </Dialog>
  );
}
