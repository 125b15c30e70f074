import type { ChannelView } from "#lib/contract/communication.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { CHANNEL, channelView } from "./view.ts";

/** Every channel with the answer it got last; never a secret. */
export async function listChannels(ctx: ServiceContext): Promise<ChannelView[]> {
  authorise(ctx, "incident.read");
  return (await ctx.db.channel.findMany({ orderBy: { name: "asc" }, include: CHANNEL })).map(channelView);
}
