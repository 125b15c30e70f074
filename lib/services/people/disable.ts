import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { type Person, personView } from "./view.ts";

/** Ends a person's access at once: sessions, tokens, sockets. What they did stays in the record. The last admin stays. */
export async function disablePerson(ctx: ServiceContext, userId: string): Promise<Person> {
  authorise(ctx, "user.manage");
  return ctx.db.$transaction(async (tx) => {
    // One at a time, so that two admins cannot disable each other.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(7104, 0)::text`;
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (!user) throw new AppError("not-found", "There is no such person.");
    if (user.disabledAt) return personView(user);
    const admins = await tx.user.count({ where: { role: "admin", disabledAt: null } });
    if (user.role === "admin" && admins === 1)
      throw new AppError("not-possible-now", "This is the only admin. Nothing was changed. Make another one first.");
    const at = ctx.clock.now();
    const disabled = await tx.user.update({ where: { id: userId }, data: { disabledAt: at } });
    await tx.session.deleteMany({ where: { userId } });
    await tx.apiToken.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: at } });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "user.disable",
      object: `user:${userId}`,
      data: { handle: user.username },
    });
    await ctx.recorder.notify(tx, { t: "access", user: userId });
    return personView(disabled);
  });
}
