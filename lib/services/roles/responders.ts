import type { Responder } from "#lib/contract/roles.ts";
import { rolesThatMay } from "#lib/domain/actor/permission.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { handleOf } from "./view.ts";

/** Everybody who can hold a role in an incident. */
export async function listResponders(ctx: ServiceContext): Promise<Responder[]> {
  authorise(ctx, "incident.read");
  const users = await ctx.db.user.findMany({
    where: { disabledAt: null, role: { in: rolesThatMay("role.take") } },
    orderBy: { username: "asc" },
  });
  return users.map((user) => ({ handle: handleOf(user), name: user.name }));
}
