import type { PlaybookView } from "#lib/contract/playbook.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { Playbook } from "#lib/domain/playbook/schema.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { playbookView } from "./view.ts";

/** The current version of every playbook. */
export async function listPlaybooks(ctx: ServiceContext): Promise<PlaybookView[]> {
  authorise(ctx, "incident.read");
  const versions = await ctx.db.playbookVersion.findMany({
    distinct: ["playbook"],
    orderBy: [{ playbook: "asc" }, { loadedAt: "desc" }],
  });
  return versions.map((v) => playbookView(Playbook.parse(v.content), v));
}

/** The current version of one, as stored. */
export async function currentPlaybook(
  ctx: Pick<ServiceContext, "db">,
  id: string,
): Promise<{ versionId: string; hash: string; loadedAt: Date; playbook: Playbook }> {
  const version = await ctx.db.playbookVersion.findFirst({ where: { playbook: id }, orderBy: { loadedAt: "desc" } });
  if (!version) {
    const known = await ctx.db.playbookVersion.findMany({ distinct: ["playbook"], select: { playbook: true } });
    throw new AppError("invalid", `There is no playbook "${id}". Nothing was changed.`, {
      errors: [{ path: "playbook", message: `one of ${known.map((k) => k.playbook).join(", ") || "none"}` }],
    });
  }
  return {
    versionId: version.id,
    hash: version.hash,
    loadedAt: version.loadedAt,
    playbook: Playbook.parse(version.content),
  };
}

export async function getPlaybook(ctx: ServiceContext, id: string): Promise<PlaybookView> {
  authorise(ctx, "incident.read");
  const version = await ctx.db.playbookVersion.findFirst({ where: { playbook: id }, orderBy: { loadedAt: "desc" } });
  if (!version) throw new AppError("not-found", `There is no playbook "${id}".`);
  return playbookView(Playbook.parse(version.content), version);
}
