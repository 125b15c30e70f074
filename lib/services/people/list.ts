import { authorise, type ServiceContext } from "../context.ts";
import { type Person, personView } from "./view.ts";

export async function listPeople(ctx: ServiceContext): Promise<Person[]> {
  authorise(ctx, "user.manage");
  return (await ctx.db.user.findMany({ orderBy: { username: "asc" } })).map(personView);
}
