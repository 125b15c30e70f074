import { hasRecipients } from "#lib/domain/communication/channel.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { channelKind } from "../communication/view.ts";
import { authorise, type ServiceContext } from "../context.ts";

/** Has a message sent over a channel that says that it is a test. The channel's view shows the answer once it has come. */
export async function testChannel(ctx: ServiceContext, id: string, recipient: string): Promise<void> {
  authorise(ctx, "channel.manage");
  await ctx.db.$transaction(async (tx) => {
    const channel = await tx.channel.findUnique({ where: { id } });
    if (!channel) throw new AppError("not-found", "There is no such channel. Nothing was sent.");
    if (channel.kind === "status_page")
      throw new AppError(
        "not-possible-now",
        "The status page is public: a test would be read by everybody. Nothing was published.",
      );
    const needsRecipient = hasRecipients(channelKind(channel.kind));
    if (needsRecipient !== (recipient !== ""))
      throw new AppError(
        "invalid",
        `${channel.name} ${needsRecipient ? "needs" : "takes no"} recipient. Nothing was sent.`,
        {
          errors: [{ path: "recipient", message: needsRecipient ? "is required" : "leave it out" }],
        },
      );
    const delivery = await tx.delivery.create({
      data: {
        channelId: id,
        kind: channel.kind,
        channelName: channel.name,
        recipient,
        recipientName: recipient,
        action: "tell",
        subject: "Test of Backout",
        body: `${ctx.actor.name} tests the channel "${channel.name}". Nothing has happened and nothing is to be done.`,
        nextAttemptAt: ctx.clock.now(),
        createdBy: ctx.actor,
      },
    });
    await ctx.queue.send(tx, "delivery.send", { deliveryId: delivery.id, attempt: 1 });
    await ctx.recorder.audit(tx, ctx.actor, { action: "channel.test", object: `channel:${id}` });
  });
}
