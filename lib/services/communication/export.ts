import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";

/** A message as a Markdown file, to be sent by another way. */
export async function exportDraft(
  ctx: ServiceContext,
  { incident, id }: { incident: number; id: string },
): Promise<{ fileName: string; body: string }> {
  authorise(ctx, "incident.read");
  const draft = await ctx.db.draft.findUnique({ where: { id } });
  if (!draft || draft.incidentNumber !== incident)
    throw new AppError("not-found", `INC-${incident} has no such draft.`);
  return { fileName: `INC-${incident}-${draft.template}.md`, body: `${draft.body}\n` };
}
