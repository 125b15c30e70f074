import type { ChannelKind } from "#lib/domain/communication/channel.ts";

export const CHANNEL_TITLE: Record<ChannelKind, string> = {
  smtp: "Mail server",
  slack: "Slack webhook",
  teams: "Teams webhook",
  webhook: "Signed webhook",
  pagerduty: "PagerDuty",
  "status-page": "Own status page",
};

export type ChannelField = {
  name: string;
  label: string;
  hint?: string;
  isSecret?: boolean;
  options?: readonly string[];
  isNumber?: boolean;
  initial?: string;
};

/** What a person enters for each kind; the names are those of the contract. */
export const CHANNEL_FIELDS: Record<ChannelKind, readonly ChannelField[]> = {
  smtp: [
    { name: "host", label: "Host" },
    { name: "port", label: "Port", isNumber: true, initial: "587" },
    { name: "security", label: "Encryption", options: ["starttls", "tls", "none"], initial: "starttls" },
    { name: "user", label: "User", hint: "Empty: without signing in." },
    { name: "password", label: "Password", isSecret: true },
    { name: "from", label: "Sender", hint: "The address that mails come from." },
  ],
  slack: [{ name: "url", label: "Webhook address", isSecret: true, hint: "The whole address is a secret." }],
  teams: [{ name: "url", label: "Webhook address", isSecret: true, hint: "The whole address is a secret." }],
  webhook: [
    { name: "url", label: "Address", isSecret: true },
    {
      name: "key",
      label: "Signing secret",
      isSecret: true,
      hint: "whsec_ and 24 to 64 bytes in base64, as Standard Webhooks say.",
    },
  ],
  pagerduty: [
    { name: "routingKey", label: "Integration key", isSecret: true, hint: "Events API v2, 32 characters." },
    {
      name: "baseUrl",
      label: "Address",
      initial: "https://events.pagerduty.com",
      hint: "EU accounts: https://events.eu.pagerduty.com",
    },
  ],
  "status-page": [],
};

/** The texts of the form as the contract's input; the contract says what does not fit. Pure. */
export const channelInput = (kind: ChannelKind, values: Readonly<Record<string, string>>): unknown => ({
  kind,
  ...Object.fromEntries(
    CHANNEL_FIELDS[kind].map(({ name, isNumber, initial = "" }) => {
      const text = values[name] ?? initial;
      return [name, isNumber ? Number(text) : text];
    }),
  ),
});
