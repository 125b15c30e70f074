import type { ChannelKind } from "./channel.ts";

/** How an attempt ended. `unknown`: it was handed over and no answer came, so that it may have arrived. */
export type SendOutcome =
  | { kind: "delivered"; answer: string }
  | { kind: "refused"; answer: string; isTemporary: boolean }
  | { kind: "unknown"; answer: string };

export const DELIVERY_STATES = ["queued", "sending", "delivered", "failed", "unknown", "recorded"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** ms before the second attempt, the third, … After the last one it is given up. */
const BACKOFF_MS = [5_000, 15_000, 60_000, 300_000, 900_000] as const;

/** The receiver itself drops what it has had before: PagerDuty by `dedup_key`, our own page by the message's id. */
const repeatable: readonly ChannelKind[] = ["pagerduty", "status-page"];

export type AfterAttempt = { state: "delivered" | "failed" | "unknown" } | { state: "queued"; nextAttemptAt: Date };

/**
 * What follows from an attempt. A refusal that may pass is tried again; an unknown outcome only where a second one is harmless, otherwise a person
 * decides. Pure.
 */
export function afterAttempt(kind: ChannelKind, outcome: SendOutcome, attempt: number, now: Date): AfterAttempt {
  const pause = BACKOFF_MS[attempt - 1];
  const again = pause === undefined ? null : new Date(now.getTime() + pause);
  switch (outcome.kind) {
    case "delivered":
      return { state: "delivered" };
    case "refused":
      return outcome.isTemporary && again ? { state: "queued", nextAttemptAt: again } : { state: "failed" };
    case "unknown":
      return repeatable.includes(kind) && again ? { state: "queued", nextAttemptAt: again } : { state: "unknown" };
    default:
      return outcome satisfies never;
  }
}
