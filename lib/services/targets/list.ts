import type { TargetView } from "#lib/contract/target.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { TARGET, targetView } from "./view.ts";

export async function listTargets(ctx: ServiceContext): Promise<TargetView[]> {
  authorise(ctx, "target.read");
  return (await ctx.db.target.findMany({ include: TARGET, orderBy: { name: "asc" } })).map(targetView);
}
