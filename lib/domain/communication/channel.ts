import { z } from "zod";
import type { Via } from "../playbook/communication.ts";

/** The ways out of an installation. What identifies one stands in its settings; what must not be read is sealed to the engine. */
export const CHANNEL_KINDS = ["smtp", "slack", "teams", "webhook", "pagerduty", "status-page"] as const;
export const ChannelKind = z.enum(CHANNEL_KINDS);
export type ChannelKind = z.infer<typeof ChannelKind>;

const Address = z.email("an e-mail address").max(254);
const WebAddress = z.url({ protocol: /^https?$/, error: "an http:// or https:// address" }).max(2048);

export const SmtpSettings = z.strictObject({
  host: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, "a host name or address"),
  port: z.number().int().min(1).max(65_535),
  /** `tls` from the first byte, `starttls` demanded before anything is sent, `none` only on a network that is trusted. */
  security: z.enum(["tls", "starttls", "none"]),
  /** Empty: without signing in. */
  user: z.string().max(254).default(""),
  from: Address,
});
export const HostSettings = z.strictObject({ host: z.string() });
export const PagerDutySettings = z.strictObject({ baseUrl: WebAddress });
export const NoSettings = z.strictObject({});

export const SmtpSecret = z.strictObject({ password: z.string().max(1024) });
export const UrlSecret = z.strictObject({ url: WebAddress });
export const WebhookSecret = z.strictObject({
  url: WebAddress,
  /** As Standard Webhooks write it: 24 to 64 bytes in base64 behind `whsec_`. */
  key: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, "whsec_ and 24 to 64 bytes in base64"),
});
export const PagerDutySecret = z.strictObject({
  routingKey: z.string().regex(/^[A-Za-z0-9]{32}$/, "32 letters or digits"),
});

/** A channel as a person enters it, its secrets among the rest. */
export const ChannelInput = z.discriminatedUnion("kind", [
  SmtpSettings.extend({ kind: z.literal("smtp"), password: z.string().max(1024).default("") }),
  UrlSecret.extend({ kind: z.literal("slack") }),
  UrlSecret.extend({ kind: z.literal("teams") }),
  WebhookSecret.extend({ kind: z.literal("webhook") }),
  PagerDutySecret.extend({ kind: z.literal("pagerduty"), baseUrl: WebAddress.default("https://events.pagerduty.com") }),
  NoSettings.extend({ kind: z.literal("status-page") }),
]);
export type ChannelInput = z.infer<typeof ChannelInput>;

/** What is stored to be read, and what is sealed; null when there is nothing to seal. Pure. */
export function splitSecrets(input: ChannelInput): { settings: Record<string, unknown>; secret: object | null } {
  switch (input.kind) {
    case "smtp": {
      const { kind: _, password, ...settings } = input;
      return { settings, secret: { password } };
    }
    case "slack":
    case "teams":
      return { settings: { host: new URL(input.url).host }, secret: { url: input.url } };
    case "webhook":
      return { settings: { host: new URL(input.url).host }, secret: { url: input.url, key: input.key } };
    case "pagerduty":
      return { settings: { baseUrl: input.baseUrl }, secret: { routingKey: input.routingKey } };
    case "status-page":
      return { settings: {}, secret: null };
    default:
      return input satisfies never;
  }
}

/** Where a channel leads, for people. Never a secret. Pure. */
export function channelAddress(kind: ChannelKind, settings: Record<string, unknown>): string {
  const text = (name: string) => String(settings[name] ?? "");
  if (kind === "smtp") return `${text("host")}:${text("port")}, from ${text("from")}`;
  if (kind === "pagerduty") return text("baseUrl");
  return kind === "status-page" ? "/status" : text("host");
}

const WAYS: Record<Via, readonly ChannelKind[]> = {
  email: ["smtp"],
  chat: ["slack", "teams"],
  webhook: ["webhook"],
  pager: ["pagerduty"],
  "status-page": ["status-page"],
  person: [],
  record: [],
};
/** The kinds of channels by which something goes out. */
export const channelsFor = (via: Via): readonly ChannelKind[] => WAYS[via];
/** Whether a channel sends to people by address; the others lead to one place. */
export const hasRecipients = (kind: ChannelKind): boolean => kind === "smtp";
/** What a channel's sealed secret is bound to. */
export const channelContext = (id: string): string => `channel/${id}`;
