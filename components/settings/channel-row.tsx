"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { At } from "#components/common/time.tsx";
import { DELIVERY_LOOK } from "#components/comms/delivery-look.ts";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import type { ChannelView } from "#lib/contract/communication.ts";
import { CHANNEL_TITLE } from "./channel-fields.ts";

/** A channel, the answer it got last, and a test of it. */
export function ChannelRow({ channel, off }: { channel: ChannelView; off: string | null }) {
  const client = useQueryClient();
  const [recipient, setRecipient] = useState("");
  const again = { onSuccess: () => client.invalidateQueries({ queryKey: keys.channels }) };
  const path = `/channels/${channel.id}`;
  const test = useMutation({ mutationFn: () => api.post(`${path}/test`, { recipient }), ...again });
  const toggle = useMutation({ mutationFn: () => api.post(`${path}/switch`, { enabled: !channel.enabled }), ...again });
  const remove = useMutation({ mutationFn: () => api.delete(path), ...again });
  const isPage = channel.kind === "status-page";
  const testOff =
    off ??
    (!channel.enabled
      ? "It is switched off."
      : channel.takesRecipients && !/^\S+@\S+$/.test(recipient)
        ? "Say who gets the test."
        : null);
  return (
    <li className="channel-row">
      <div className="min-w-0">
        <b>{channel.name}</b> <span className="text-ink-3">{CHANNEL_TITLE[channel.kind]}</span>
        <span className="block break-all text-12 text-ink-2">{channel.address}</span>
      </div>
      <div className="min-w-0 text-12">
        <LastAnswer channel={channel} />
      </div>
      <div className="acts">
        {channel.takesRecipients ? (
          <TextField
            label="Test to"
            type="email"
            placeholder="you@example.com"
            value={recipient}
            onChange={(e) => setRecipient(e.target.value)}
          />
        ) : null}
        {isPage ? null : (
          <Button size="sm" off={testOff} busy={test.isPending && "Sending"} onClick={() => test.mutate()}>
            Send test
          </Button>
        )}
        <Button size="sm" off={off} busy={toggle.isPending && "Saving"} onClick={() => toggle.mutate()}>
          {channel.enabled ? "Switch off" : "Switch on"}
        </Button>
        <Button size="sm" look="quiet" off={off} busy={remove.isPending && "Deleting"} onClick={() => remove.mutate()}>
          Delete
        </Button>
      </div>
      <ProblemBanner error={test.error ?? toggle.error ?? remove.error} lead="Not done." />
    </li>
  );
}

function LastAnswer({ channel: { enabled, last } }: { channel: ChannelView }) {
  if (!enabled) return <span className="text-warn">Switched off</span>;
  if (!last) return <span className="text-ink-3">Never used: send a test</span>;
  const look = DELIVERY_LOOK[last.state];
  return (
    <>
      <span className={`inline-flex items-center gap-1 font-semibold ${look.ink}`}>
        <look.icon size={13} aria-hidden /> {last.isTest ? "Test: " : ""}
        {look.label}
      </span>{" "}
      <At at={last.at} />
      {last.answer ? <span className="mono block break-words text-11 text-ink-2">{last.answer}</span> : null}
    </>
  );
}
