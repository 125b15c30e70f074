"use client";
import { Send } from "lucide-react";
import Link from "next/link";
import type { Recipient } from "#lib/client/recipients.ts";
import type { DeadlineView } from "#lib/contract/communication.ts";
import { wayOf } from "./deadline-look.ts";

type Props = {
  ways: readonly Recipient[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: Set<string>) => void;
  deadline: DeadlineView;
};

/** Who gets it: the plan's recipients are ticked, every other way can be added. */
export function RecipientList({ ways, chosen, onChange, deadline }: Props) {
  const toggle = (key: string) => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    onChange(next);
  };
  return (
    <fieldset className="recipients">
      <legend>Goes to</legend>
      {ways.some((w) => w.isPlanned) ? null : (
        <p className="text-12 text-warn">
          The plan says {wayOf(deadline)}: no such channel or contact is set up.{" "}
          <Link className="link" href="/settings/communication">
            Set it up
          </Link>
          , choose another way, or do it by hand and tick it.
        </p>
      )}
      {ways.map((way) => (
        <label key={way.key}>
          <input type="checkbox" checked={chosen.has(way.key)} onChange={() => toggle(way.key)} />
          <span className="min-w-0">
            <b>{way.recipientName || way.channel}</b>{" "}
            <span className="text-ink-3">
              {way.recipient ? `${way.recipient}, by ${way.channel}` : "one place"}
              {way.isPlanned ? ", planned" : ""}
            </span>
          </span>
          <Send size={13} aria-hidden className="text-ink-3" />
        </label>
      ))}
    </fieldset>
  );
}
