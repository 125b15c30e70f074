"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus, Send } from "lucide-react";
import { useState } from "react";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { Button } from "#components/ui/button.tsx";
import { queries } from "#lib/client/queries.ts";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import { ChannelDialog } from "./channel-dialog.tsx";
import { ChannelRow } from "./channel-row.tsx";

const READ_EVERY_MS = 3_000;

export function ChannelsPanel() {
  // The answer of a test comes from the engine; nothing of the socket belongs to a channel.
  const query = useQuery({ ...queries.channels(), refetchInterval: READ_EVERY_MS });
  const off = useWriteOff("channel.manage", "Changing channels");
  const [isAdding, setAdding] = useState(false);
  return (
    <section className="panel overflow-hidden" aria-label="Channels">
      <div className="panel-head">
        <h2>Channels</h2>
        <span className="text-12 text-ink-3">secrets are sealed to the engine; this page cannot read them back</span>
        <span className="flex-1" />
        <Button size="sm" off={off} onClick={() => setAdding(true)}>
          <Plus size={13} aria-hidden /> Add channel
        </Button>
      </div>
      {off ? <p className="px-3.5 pt-2 text-12 text-ink-3">{off}</p> : null}
      <PanelState query={query} what="channels" skeleton={<Skeleton rows={3} />}>
        {(channels) =>
          channels.length === 0 ? (
            <Empty icon={<Send size={16} aria-hidden />} title="Nothing leaves this installation yet">
              Add a mail server, a chat webhook or a pager, and send a test before it is needed.
            </Empty>
          ) : (
            <ul>
              {channels.map((channel) => (
                <ChannelRow key={channel.id} channel={channel} off={off} />
              ))}
            </ul>
          )
        }
      </PanelState>
      {isAdding ? <ChannelDialog onClose={() => setAdding(false)} /> : null}
    </section>
  );
}
