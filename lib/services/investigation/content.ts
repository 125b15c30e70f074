import { AppError } from "#lib/domain/error/app-error.ts";
import { storedIn } from "#lib/domain/investigation/content.ts";
import { authorise, type ServiceContext } from "../context.ts";

/** The kept bytes of one piece of collected evidence, exactly those that its SHA-256 is of. */
export async function evidenceContent(
  ctx: ServiceContext,
  { incident, id }: { incident: number; id: string },
): Promise<{ bytes: Uint8Array; mediaType: string; sha256: string; fileName: string }> {
  authorise(ctx, "incident.read");
  const row = await ctx.db.evidence.findUnique({ where: { id }, include: { stored: true } });
  if (!row?.stored || row.incidentNumber !== incident)
    throw new AppError("not-found", `INC-${incident} has no such collected evidence.`);
  const title = row.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return {
    bytes: row.stored.bytes,
    mediaType: row.stored.mediaType,
    sha256: storedIn(row.content)?.sha256 ?? "",
    fileName: `INC-${incident}-${row.source.replaceAll(/[^A-Za-z0-9.-]+/g, "-")}-${title}.txt`,
  };
}
