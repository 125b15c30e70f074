import type { PushView } from "#lib/contract/push.ts";
import { PUSH_KEY_SETTING } from "#lib/ports/push.ts";
import { sha256 } from "../canonical.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { ownerOf } from "./owner.ts";

/** The person's own browsers, and what another one subscribes with. */
export async function getPush(ctx: ServiceContext): Promise<PushView> {
  authorise(ctx, "push.manage.own");
  const publicKey = await pushKey(ctx);
  const rows = await ctx.db.pushSubscription.findMany({
    where: { userId: ownerOf(ctx.actor) },
    orderBy: { createdAt: "asc" },
  });
  return {
    publicKey,
    subscriptions: rows.map((row) => ({
      id: row.id,
      label: row.label,
      endpointSha256: sha256(row.endpoint),
      createdAt: row.createdAt.toISOString(),
      lastSentAt: row.lastSentAt?.toISOString() ?? null,
      lastProblem: row.lastProblem,
      isOutdated: row.serverKey !== publicKey,
    })),
  };
}

export async function pushKey({ db }: Pick<ServiceContext, "db">): Promise<string | null> {
  const setting = await db.setting.findUnique({ where: { key: PUSH_KEY_SETTING } });
  const value = setting?.value as { publicKey?: string } | undefined;
  return value?.publicKey ?? null;
}
