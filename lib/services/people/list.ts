import { authorise, type ServiceContext } from "../context.ts";

export async function listPeople(ctx: ServiceContext) {
  authorise(ctx, "user.manage");
  const users = await ctx.db.user.findMany({ orderBy: { username: "asc" } });
  return users.map((u) => ({ id: u.id, handle: u.username ?? u.name, name: u.name, role: u.role, disabledAt: u.disabledAt?.toISOString() ?? null }));
}
