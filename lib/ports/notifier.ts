import type { ChannelKind } from "#lib/domain/communication/channel.ts";
import type { SendOutcome } from "#lib/domain/communication/delivery.ts";
import type { Permission } from "#lib/domain/communication/outside.ts";

/** A channel with its secret opened, for the time of one attempt. */
export type OpenedChannel = { kind: ChannelKind; settings: unknown; secret: unknown };

export type Message = {
  /** The delivery's id, the same in every attempt: receivers recognise a repetition by it. */
  id: string;
  /** `call` asks somebody to act and opens an alert where the channel has alerts; `acknowledge` and `resolve` close it. */
  action: "tell" | "call" | "acknowledge" | "resolve";
  /** Null: the test of a channel. */
  incident: number | null;
  severity: string;
  subject: string;
  /** Markdown that is readable as it is. */
  body: string;
  /** An e-mail address; empty where the channel leads to one place. */
  recipient: string;
  recipientName: string;
  /** The page of the incident. */
  url: string;
};

/**
 * Sends one message over one channel, once: it never tries twice by itself. Rejects only without a permission (a fault of ours), everything else is
 * an outcome. Answers within its time limit and keeps at most the first bytes of what the other side says. Never follows a redirect, never connects
 * to a link-local or metadata address.
 */
export interface Notifier {
  send(permission: Permission, channel: OpenedChannel, message: Message): Promise<SendOutcome>;
}
