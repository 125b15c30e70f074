import type { PushPayload } from "#lib/domain/push/message.ts";

/** A browser as it subscribed. Everything of it is foreign. */
export type PushBrowser = { id: string; endpoint: string; p256dh: string; auth: string };

export type PushOutcome =
  /** The push service took it. That the browser showed it nobody knows. */
  | { kind: "taken" }
  /** 404 or 410: the subscription is over and is to be forgotten. */
  | { kind: "gone"; answer: string }
  | { kind: "failed"; answer: string };

/** Hands one message to a browser's push service, once, sealed so that only the browser reads it. Never rejects, never follows a redirect. */
export interface PushSender {
  /** Ours, which browsers subscribe with (base64url). */
  publicKey: string;
  send(browser: PushBrowser, payload: PushPayload): Promise<PushOutcome>;
}

export type ClaimedPush = { key: string; payload: PushPayload; browsers: PushBrowser[] };

export interface PushStore {
  /** Writes down what the record of the last minutes wakes people for; each fact once, whoever looks and how often. */
  note(): Promise<void>;
  /** Takes what is to be sent. One that an engine took and did not end is taken again after half a minute: browsers show the same tag once. */
  claim(): Promise<ClaimedPush[]>;
  settle(browserId: string, outcome: PushOutcome): Promise<void>;
  end(key: string): Promise<void>;
}

/** Where the engine publishes its public key for web processes: `{publicKey}`. */
export const PUSH_KEY_SETTING = "push.publicKey";
