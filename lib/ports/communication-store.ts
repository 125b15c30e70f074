import type { Actor } from "#lib/domain/actor/actor.ts";
import type { ChannelKind } from "#lib/domain/communication/channel.ts";
import type { SendOutcome } from "#lib/domain/communication/delivery.ts";
import type { Rehearsable } from "#lib/domain/incident/drill.ts";
import type { Message } from "./notifier.ts";

/** A delivery that this engine has taken for one attempt. The intent to send is recorded; nothing was sent yet. */
export type ClaimedDelivery = {
  id: string;
  attempt: number;
  kind: ChannelKind;
  /** Null when the channel is gone or switched off. */
  channel: { id: string; settings: unknown; sealed: Uint8Array | null } | null;
  /** What says whether the incident is a drill; null for the test of a channel. */
  incident: Rehearsable | null;
  /** For somebody who is called, with a link of its own that acknowledges; only its hash is stored. */
  message: Message;
};

/** What the engine reads and records of an incident's communication. Every change is one transaction and safe to repeat. */
export interface CommunicationStore {
  /** What has fallen due and is not done: behind each job stands this look. */
  passed(): Promise<{
    deadlineIds: string[];
    stepIds: string[];
    deliveries: { deliveryId: string; attempt: number }[];
  }>;
  /** Asks for an attempt whose job was lost; a job that is there already is the same one. */
  askAgain(delivery: { deliveryId: string; attempt: number }): Promise<void>;
  /** Records, once, that a deadline passed unsettled. Answers whether it did so now. */
  recordOverdue(by: Actor, deadlineId: string): Promise<boolean>;
  /** Calls the people of a step that has fallen due, or stops it, once. Answers whether it calls them now. */
  fireStep(by: Actor, stepId: string): Promise<boolean>;
  /** Takes a delivery that is due; null when another engine has it, or it is over. */
  claimDelivery(engine: string, deliveryId: string): Promise<ClaimedDelivery | null>;
  /** Records how the attempt ended, and what follows from it. `recorded`: of a drill, sent to nobody. */
  settleDelivery(
    by: Actor,
    delivery: { id: string; attempt: number },
    outcome: SendOutcome | { kind: "recorded" },
  ): Promise<void>;
  /** Deliveries whose engine died, or lost its word, in the middle of an attempt; those that `engine` is sending now are none. */
  abandoned(engine: string, sending: readonly string[]): Promise<{ id: string; attempt: number }[]>;
}
