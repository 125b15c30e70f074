import { setTimeout as pause } from "node:timers/promises";
import { channelContext } from "#lib/domain/communication/channel.ts";
import type { SendOutcome } from "#lib/domain/communication/delivery.ts";
import { channelTest, liveIncident, type Permission } from "#lib/domain/communication/outside.ts";
import type { ClaimedDelivery } from "#lib/ports/communication-store.ts";
import type { EngineDeps } from "./deps.ts";

/** Together about a minute. */
const SETTLE_TRIES = 8;
const SETTLE_PAUSE_MS = 250;
type Settled = SendOutcome | { kind: "recorded" };
export type DeliverDeps = Pick<EngineDeps, "communication" | "notifier" | "opener" | "engine" | "log">;

/**
 * One attempt of a delivery: taken with its intent on record, sent, and its outcome recorded. What is lost between the two is found by
 * `abandoned` and told as not known. A drill has no permission, so that nothing of it is sent.
 */
export async function deliver(deps: DeliverDeps, sending: Set<string>, deliveryId: string): Promise<void> {
  sending.add(deliveryId);
  try {
    const claimed = await deps.communication.claimDelivery(deps.engine.id, deliveryId);
    if (!claimed) return;
    const permission = permissionOf(claimed);
    const outcome = permission ? await attempt(deps, claimed, permission) : ({ kind: "recorded" } as const);
    deps.log.info({ delivery: deliveryId, attempt: claimed.attempt, outcome: outcome.kind }, "delivery");
    await settle(deps, claimed, outcome);
  } finally {
    sending.delete(deliveryId);
  }
}

/** What came of it is known here alone: a database in trouble is asked again before it is given up, and told as not known. */
async function settle(deps: DeliverDeps, claimed: ClaimedDelivery, outcome: Settled): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await deps.communication.settleDelivery(deps.engine, claimed, outcome);
    } catch (error) {
      if (tries === SETTLE_TRIES) throw error;
      deps.log.warn({ err: error, delivery: claimed.id }, "an outcome is not recorded yet");
      await pause(SETTLE_PAUSE_MS * 2 ** (tries - 1));
    }
  }
}

function permissionOf({ incident, channel, message }: ClaimedDelivery): Permission | null {
  if (incident === null || message.incident === null) return channelTest(channel?.id ?? "");
  return liveIncident(message.incident, incident);
}

async function attempt(deps: DeliverDeps, claimed: ClaimedDelivery, permission: Permission): Promise<SendOutcome> {
  const { channel, kind, message } = claimed;
  if (!channel) return { kind: "refused", answer: "not sent: the channel is switched off or gone", isTemporary: false };
  let secret: unknown = null;
  try {
    if (channel.sealed) secret = JSON.parse(await deps.opener.open(channel.sealed, channelContext(channel.id)));
  } catch (error) {
    deps.log.error({ err: error, channel: channel.id }, "the channel's secret does not open");
    return {
      kind: "refused",
      answer: "not sent: the channel's secret does not open; enter it again",
      isTemporary: false,
    };
  }
  return deps.notifier.send(permission, { kind, settings: channel.settings, secret }, message);
}
