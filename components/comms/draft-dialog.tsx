"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Failed, Skeleton } from "#components/common/panel-state.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { api } from "#lib/client/http.ts";
import { queries } from "#lib/client/queries.ts";
import type { CommunicationView, DeadlineView, DraftView } from "#lib/contract/communication.ts";
import { DraftEditor } from "./draft-editor.tsx";

type Props = { deadline: DeadlineView; communication: CommunicationView; onClose: () => void };

/** Opens the draft for what is owed, made from the record when there is none. Mounted while it is open. */
export function DraftDialog({ deadline, communication, onClose }: Props) {
  const { incident } = useRoom();
  const channels = useQuery(queries.channels());
  const open = useMutation({
    mutationFn: () => api.post<DraftView>(`/incidents/${incident.number}/drafts`, { item: deadline.item }),
  });
  const { mutate } = open;
  useEffect(() => mutate(), [mutate]);
  if (open.data && channels.data)
    return (
      <DraftEditor
        draft={open.data}
        deadline={deadline}
        communication={communication}
        channels={channels.data}
        onClose={onClose}
      />
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={deadline.title}
      width={640}
      footer={<p>The message is made from the record.</p>}
    >
      {open.isError ? (
        <Failed what="draft" error={open.error} onRetry={() => open.mutate()} />
      ) : channels.isError ? (
        <Failed what="channels" error={channels.error} onRetry={channels.refetch} />
      ) : (
        <Skeleton rows={6} />
      )}
    </Dialog>
  );
}
