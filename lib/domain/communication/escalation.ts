import type { Via } from "../playbook/communication.ts";
import { type ChannelKind, channelsFor, hasRecipients } from "./channel.ts";
import type { DeliveryState } from "./delivery.ts";

/** Whether a step that has fallen due calls its people, or was stopped by what happened before. Pure. */
export function stepFate(
  step: { until: string },
  incident: { isOver: boolean; acknowledgedBy: string | null },
): { kind: "calls" } | { kind: "stopped"; reason: string } {
  if (incident.isOver) return { kind: "stopped", reason: "the incident was resolved" };
  if (step.until === "acknowledged" && incident.acknowledgedBy !== null)
    return { kind: "stopped", reason: `acknowledged by ${incident.acknowledgedBy}` };
  return { kind: "calls" };
}

/** `unreached`: it fell due and nobody could be told, for want of a way or because every way failed. */
export const ESCALATION_STATES = ["waiting", "called", "unreached", "stopped"] as const;

/** How a step of the escalation stands, with what became of its messages. Pure. */
export function escalationState(
  step: { firedAt: Date | null; stoppedAt: Date | null },
  deliveries: readonly { state: DeliveryState }[],
): (typeof ESCALATION_STATES)[number] {
  if (step.firedAt !== null) return deliveries.every((d) => d.state === "failed") ? "unreached" : "called";
  return step.stoppedAt !== null ? "stopped" : "waiting";
}

type Person = { name: string; email: string };
type Way = { id: string; name: string; kind: ChannelKind };
export type Call<W extends Way> = { channel: W; recipient: string; recipientName: string };

/** Every channel of the step's ways: each person who has an address by mail, the others once. Pure. */
export const callsOf = <W extends Way>(
  via: readonly string[],
  people: readonly Person[],
  channels: readonly W[],
): Call<W>[] =>
  channels
    .filter((channel) => via.some((way) => channelsFor(way as Via).includes(channel.kind)))
    .flatMap((channel): Call<W>[] =>
      hasRecipients(channel.kind)
        ? people.flatMap(({ name, email }) =>
            email === "" ? [] : [{ channel, recipient: email, recipientName: name }],
          )
        : [{ channel, recipient: "", recipientName: "" }],
    );
