import type { ComponentState, StatusComponentView } from "#lib/contract/status.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Prisma } from "#lib/ports/db.ts";
import { authorise, type ServiceContext } from "../context.ts";

const ORDER = [{ position: "asc" }, { title: "asc" }] satisfies Prisma.StatusComponentOrderByWithRelationInput[];

const componentView = (row: Prisma.StatusComponentGetPayload<object>): StatusComponentView => ({
  id: row.id,
  title: row.title,
  state: row.state as ComponentState,
  updatedAt: row.updatedAt.toISOString(),
});

export const statusComponents = async (
  db: Pick<ServiceContext["db"], "statusComponent">,
): Promise<StatusComponentView[]> => (await db.statusComponent.findMany({ orderBy: ORDER })).map(componentView);

export async function listStatusComponents(ctx: ServiceContext): Promise<StatusComponentView[]> {
  authorise(ctx, "incident.read");
  return statusComponents(ctx.db);
}

/** Names a part of the service on the public page. */
export async function addStatusComponent(ctx: ServiceContext, title: string): Promise<StatusComponentView> {
  authorise(ctx, "channel.manage");
  return ctx.db.$transaction(async (tx) => {
    if (await tx.statusComponent.findUnique({ where: { title } }))
      throw new AppError("conflict", `There is a part "${title}" already. Nothing was changed.`, {
        errors: [{ path: "title", message: "is taken" }],
      });
    const position = await tx.statusComponent.count();
    const row = await tx.statusComponent.create({ data: { title, position } });
    await ctx.recorder.audit(tx, ctx.actor, { action: "status.add", object: `status:${row.id}`, data: { title } });
    return componentView(row);
  });
}

/** A person says publicly how a part of the service is; nothing sets it by itself. */
export async function setComponentState(
  ctx: ServiceContext,
  id: string,
  state: ComponentState,
): Promise<StatusComponentView> {
  authorise(ctx, "communication.send");
  return ctx.db.$transaction(async (tx) => {
    const { count } = await tx.statusComponent.updateMany({ where: { id }, data: { state } });
    if (count === 0) throw new AppError("not-found", "The status page has no such part. Nothing was changed.");
    await ctx.recorder.audit(tx, ctx.actor, { action: "status.set", object: `status:${id}`, data: { state } });
    return componentView(await tx.statusComponent.findUniqueOrThrow({ where: { id } }));
  });
}

export async function deleteStatusComponent(ctx: ServiceContext, id: string): Promise<void> {
  authorise(ctx, "channel.manage");
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.statusComponent.deleteMany({ where: { id } });
    if (count === 0) throw new AppError("not-found", "The status page has no such part. Nothing was changed.");
    await ctx.recorder.audit(tx, ctx.actor, { action: "status.delete", object: `status:${id}` });
  });
}
