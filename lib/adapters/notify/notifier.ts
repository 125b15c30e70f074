import type { ChannelKind } from "#lib/domain/communication/channel.ts";
import type { SendOutcome } from "#lib/domain/communication/delivery.ts";
import { isPermission } from "#lib/domain/communication/outside.ts";
import type { Message, Notifier, OpenedChannel } from "#lib/ports/notifier.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { sendMail } from "./smtp.ts";
import { sendPagerDuty, sendSlack, sendTeams, sendWebhook } from "./webhooks.ts";

type Send = (channel: OpenedChannel, message: Message, limits: Limits) => Promise<SendOutcome>;
/** Writes the message on our own public page, once for its id. */
export type PublishStatus = (message: Message) => Promise<SendOutcome>;

/** The one door: no adapter is reached but through here, and not without a permission. */
export function createNotifier(publish: PublishStatus, limits: Limits = LIMITS): Notifier {
  const ways: Record<ChannelKind, Send> = {
    smtp: sendMail,
    slack: sendSlack,
    teams: sendTeams,
    webhook: sendWebhook,
    pagerduty: sendPagerDuty,
    "status-page": (_channel, message) => publish(message),
  };
  return {
    async send(permission, channel, message) {
      if (!isPermission(permission)) throw new Error("Nothing is sent without a live incident. Nothing was sent.");
      return ways[channel.kind](channel, message, limits);
    },
  };
}
