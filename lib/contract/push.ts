import { z } from "zod";
import { Time } from "./common.ts";

const Base64Url = z.string().regex(/^[A-Za-z0-9_-]+={0,2}$/, "base64url");

/** What `PushManager.subscribe` gives, and the key that it was given. */
export const SubscribePush = z.strictObject({
  endpoint: z.string().min(1).max(1_024),
  keys: z.strictObject({ p256dh: Base64Url.length(87), auth: Base64Url.length(22) }),
  serverKey: Base64Url.max(100),
  /** How the person will know it again: "Firefox on Linux". */
  label: z.string().trim().min(1).max(100),
});
export type SubscribePush = z.infer<typeof SubscribePush>;

export const PushSubscriptionView = z.object({
  id: z.string(),
  label: z.string(),
  /** SHA-256 of its address, by which a browser knows itself; the address itself is a key to it and is not told. */
  endpointSha256: z.string(),
  createdAt: Time,
  /** When its push service last took a message; that it was shown is not known. */
  lastSentAt: Time.nullable(),
  lastProblem: z.string().nullable(),
  /** Made for another key of ours: it gets nothing until the browser subscribes again. */
  isOutdated: z.boolean(),
});
export type PushSubscriptionView = z.infer<typeof PushSubscriptionView>;

export const PushView = z.object({
  /** What a browser subscribes with; null until an engine has started. */
  publicKey: z.string().nullable(),
  /** The reader's own. */
  subscriptions: z.array(PushSubscriptionView),
});
export type PushView = z.infer<typeof PushView>;
