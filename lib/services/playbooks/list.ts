import type { PlaybookView } from "#lib/contract/playbook.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { authorise, type ServiceContext } from "../context.ts";
import { currentPlaybooks } from "./current.ts";
import { playbookView } from "./view.ts";

export type Playbooks = {
  /** In use. One whose files are broken stays here as it was loaded last. */
  items: PlaybookView[];
  /** What could not be loaded at the last start, with file, line and column. */
  problems: { playbook: string; message: string }[];
};

export async function listPlaybooks(ctx: ServiceContext): Promise<Playbooks> {
  authorise(ctx, "incident.read");
  const { items, problems } = await currentPlaybooks(ctx.db);
  return { items: items.map((p) => playbookView(p.playbook, p)), problems };
}

export async function getPlaybook(ctx: ServiceContext, id: string): Promise<PlaybookView> {
  const found = (await listPlaybooks(ctx)).items.find((p) => p.id === id);
  if (!found) throw new AppError("not-found", `There is no playbook "${id}".`);
  return found;
}
