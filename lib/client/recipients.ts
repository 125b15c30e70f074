import type { ChannelView, CommunicationView, DeadlineView } from "#lib/contract/communication.ts";
import { channelsFor } from "#lib/domain/communication/channel.ts";

/** One way a message can go: a channel, and the person where the channel takes persons. */
export type Recipient = {
  key: string;
  channelId: string;
  channel: string;
  recipient: string;
  recipientName: string;
  /** The plan asks for it. */
  isPlanned: boolean;
};

/**
 * Every way that is set up, those of the plan first: its channels, and of these, for e-mail, the people of its roles who have an address. Other
 * channels and people can be added by hand. Pure.
 */
export function recipientsFor(
  deadline: Pick<DeadlineView, "via" | "audience">,
  channels: readonly ChannelView[],
  tree: CommunicationView["tree"],
): Recipient[] {
  const planned = channelsFor(deadline.via);
  const roles = deadline.audience.map((a) => a.role);
  const ways = channels
    .filter((channel) => channel.enabled)
    .flatMap((channel): Recipient[] => {
      const fits = planned.includes(channel.kind);
      const way = { channelId: channel.id, channel: channel.name };
      if (!channel.takesRecipients)
        return [{ ...way, key: channel.id, recipient: "", recipientName: "", isPlanned: fits }];
      const people = new Map<string, Recipient>();
      for (const { role, contacts } of tree)
        for (const { id, name, email } of contacts) {
          if (email === "") continue;
          const isPlanned = (fits && roles.includes(role)) || (people.get(id)?.isPlanned ?? false);
          people.set(id, { ...way, key: `${channel.id}/${id}`, recipient: email, recipientName: name, isPlanned });
        }
      return [...people.values()];
    });
  return ways.sort((a, b) => Number(b.isPlanned) - Number(a.isPlanned));
}
