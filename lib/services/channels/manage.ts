import type { z } from "zod";
import type { ChannelView, SaveChannel } from "#lib/contract/communication.ts";
import { channelContext, splitSecrets } from "#lib/domain/communication/channel.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { CHANNEL, channelView } from "./view.ts";

/** Adds a channel. Its secret is sealed to the engine at once; nobody reads it back. */
export async function createChannel(ctx: ServiceContext, body: z.infer<typeof SaveChannel>): Promise<ChannelView> {
  authorise(ctx, "channel.manage");
  const id = crypto.randomUUID();
  const { settings, secret } = splitSecrets(body.channel);
  const sealed = secret === null ? null : await ctx.sealer.seal(JSON.stringify(secret), channelContext(id));
  return ctx.db.$transaction(async (tx) => {
    if (await tx.channel.findUnique({ where: { name: body.name } }))
      throw new AppError("conflict", `There is a channel "${body.name}" already. Nothing was saved.`, {
        errors: [{ path: "name", message: "is taken" }],
      });
    const { kind } = body.channel;
    await tx.channel.create({
      data: {
        id,
        kind: kind === "status-page" ? "status_page" : kind,
        name: body.name,
        settings: settings as object,
        ...(sealed ? { sealed: new Uint8Array(sealed.sealed), keyFingerprint: sealed.keyFingerprint } : {}),
      },
    });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "channel.create",
      object: `channel:${id}`,
      data: { name: body.name, kind, settings },
    });
    return channelView(await tx.channel.findUniqueOrThrow({ where: { id }, include: CHANNEL }));
  });
}

/** Switches a channel on or off. What is under way over it is told as not sent. */
export async function switchChannel(ctx: ServiceContext, id: string, enabled: boolean): Promise<ChannelView> {
  authorise(ctx, "channel.manage");
  return ctx.db.$transaction(async (tx) => {
    const { count } = await tx.channel.updateMany({ where: { id }, data: { enabled } });
    if (count === 0) throw new AppError("not-found", "There is no such channel. Nothing was changed.");
    await ctx.recorder.audit(tx, ctx.actor, { action: "channel.switch", object: `channel:${id}`, data: { enabled } });
    return channelView(await tx.channel.findUniqueOrThrow({ where: { id }, include: CHANNEL }));
  });
}

/** Deletes a channel with its secret. What was sent over it stays on record. */
export async function deleteChannel(ctx: ServiceContext, id: string): Promise<void> {
  authorise(ctx, "channel.manage");
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.channel.deleteMany({ where: { id } });
    if (count === 0) throw new AppError("not-found", "There is no such channel. Nothing was changed.");
    await ctx.recorder.audit(tx, ctx.actor, { action: "channel.delete", object: `channel:${id}` });
  });
}
