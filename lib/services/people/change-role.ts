import type { Role } from "#lib/domain/actor/actor.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { type Person, personView } from "./view.ts";

/** Gives a person another role; it counts from their next request on. The last admin stays one. */
export async function changeRole(ctx: ServiceContext, userId: string, role: Role): Promise<Person> {
  authorise(ctx, "user.manage");
  return ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(7104, 0)::text`;
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (!user) throw new AppError("not-found", "There is no such person.");
    if (user.role === role) return personView(user);
    const admins = await tx.user.count({ where: { role: "admin", disabledAt: null } });
    if (user.role === "admin" && !user.disabledAt && admins === 1)
      throw new AppError("not-possible-now", "This is the only admin. Nothing was changed. Make another one first.");
    const changed = await tx.user.update({ where: { id: userId }, data: { role } });
    await ctx.recorder.audit(tx, ctx.actor, {
      action: "user.role",
      object: `user:${userId}`,
      data: { handle: user.username, from: user.role, to: role },
    });
    await ctx.recorder.notify(tx, { t: "access", user: userId });
    return personView(changed);
  });
}
