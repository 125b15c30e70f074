import { createHmac } from "node:crypto";
import { PagerDutySecret, PagerDutySettings, UrlSecret, WebhookSecret } from "#lib/domain/communication/channel.ts";
import type { SendOutcome } from "#lib/domain/communication/delivery.ts";
import type { Message, OpenedChannel } from "#lib/ports/notifier.ts";
import type { Limits } from "./limits.ts";
import { post } from "./post.ts";

type Send = (channel: OpenedChannel, message: Message, limits: Limits) => Promise<SendOutcome>;

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: at most 3,000 characters in a section. */
export const sendSlack: Send = ({ secret }, message, limits) => {
  const text = slackText(`${message.subject}\n${message.body}`);
  const body = { text: slackText(message.subject), blocks: [{ type: "section", text: { type: "mrkdwn", text } }] };
  return post({ url: UrlSecret.parse(secret).url, body: JSON.stringify(body) }, limits);
};

/** `&`, `<` and `>` are the only ones that mean something: escaped, nobody is mentioned and nothing is linked by foreign text. */
const slackText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("**", "*").slice(0, 2_990);

/** An adaptive card, as Workflows of Teams take it from a webhook. */
export const sendTeams: Send = ({ secret }, message, limits) => {
  const block = (text: string, more: object = {}) => ({ type: "TextBlock", text, wrap: true, ...more });
  const card = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [block(message.subject, { weight: "bolder", size: "medium" }), block(message.body.slice(0, 16_000))],
    ...(message.url === ""
      ? {}
      : { actions: [{ type: "Action.OpenUrl", title: "Open the incident", url: message.url }] }),
  };
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: card };
  const body = JSON.stringify({ type: "message", attachments: [attachment] });
  return post({ url: UrlSecret.parse(secret).url, body }, limits);
};

/** https://www.standardwebhooks.com: id, time and body are signed, so that a receiver can tell ours, an old one and one it has had. */
export const sendWebhook: Send = ({ secret }, message, limits) => {
  const { url, key } = WebhookSecret.parse(secret);
  const timestamp = new Date();
  const body = JSON.stringify({
    type: `incident.${message.action}`,
    timestamp: timestamp.toISOString(),
    data: {
      incident: message.incident,
      severity: message.severity,
      subject: message.subject,
      body: message.body,
      url: message.url,
    },
  });
  const seconds = Math.floor(timestamp.getTime() / 1000);
  const headers = {
    "webhook-id": message.id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": signature(key, message.id, seconds, body),
  };
  return post({ url, body, headers }, limits);
};

/** `v1,` and the HMAC-SHA-256 of `id.timestamp.body` in base64. Pure. */
export const signature = (key: string, id: string, timestamp: number, body: string): string =>
  `v1,${createHmac("sha256", Buffer.from(key.replace(/^whsec_/, ""), "base64"))
    .update(`${id}.${timestamp}.${body}`)
    .digest("base64")}`;

const EVENT = { tell: "trigger", call: "trigger", acknowledge: "acknowledge", resolve: "resolve" } as const;
const PAGER_SEVERITY: Record<string, string> = { critical: "critical", major: "error", minor: "warning" };

/** Events API v2: one alert an incident, whatever is sent how often, because the dedup key is the incident's. */
export const sendPagerDuty: Send = ({ settings, secret }, message, limits) => {
  const { baseUrl } = PagerDutySettings.parse(settings);
  const event_action = EVENT[message.action];
  const body = {
    routing_key: PagerDutySecret.parse(secret).routingKey,
    event_action,
    dedup_key: message.incident === null ? message.id : `backout-inc-${message.incident}`,
    ...(event_action === "trigger"
      ? {
          payload: {
            summary: message.subject.slice(0, 1_024),
            source: "backout",
            severity: PAGER_SEVERITY[message.severity] ?? "info",
            custom_details: { message: message.body.slice(0, 8_000) },
          },
          client: "Backout",
          client_url: message.url,
        }
      : {}),
  };
  return post({ url: `${baseUrl.replace(/\/$/, "")}/v2/enqueue`, body: JSON.stringify(body) }, limits);
};
