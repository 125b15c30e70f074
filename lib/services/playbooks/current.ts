import { z } from "zod";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import type { Db, Tx } from "#lib/ports/db.ts";
import { playbookOf } from "./parsed.ts";

/**
 * Which version of a playbook is in use, and why its files could not be loaded last, if so. A version is never changed, so which one is current
 * cannot stand in it: content that goes back to an earlier one is that earlier version again.
 */
const State = z.object({ versionId: z.string().nullable(), problem: z.string().nullable() });
export type PlaybookState = z.infer<typeof State>;
const PREFIX = "playbook.";

export type Current = { versionId: string; hash: string; loadedAt: Date; playbook: Playbook };

export async function playbookState(tx: Tx, id: string): Promise<PlaybookState> {
  const setting = await tx.setting.findUnique({ where: { key: PREFIX + id } });
  return setting ? State.parse(setting.value) : { versionId: null, problem: null };
}

export async function savePlaybookState(tx: Tx, id: string, state: PlaybookState): Promise<void> {
  await tx.setting.upsert({
    where: { key: PREFIX + id },
    create: { key: PREFIX + id, value: state },
    update: { value: state },
  });
}

/** All playbooks in use, by id, and what could not be loaded. */
export async function currentPlaybooks(
  db: Db,
): Promise<{ items: Current[]; problems: { playbook: string; message: string }[] }> {
  const settings = await db.setting.findMany({ where: { key: { startsWith: PREFIX } }, orderBy: { key: "asc" } });
  const states = settings.map((s) => ({ playbook: s.key.slice(PREFIX.length), ...State.parse(s.value) }));
  const versions = await db.playbookVersion.findMany({
    where: { id: { in: states.flatMap((s) => s.versionId ?? []) } },
    orderBy: { playbook: "asc" },
  });
  return {
    items: versions.map(asCurrent),
    problems: states.flatMap((s) => (s.problem === null ? [] : [{ playbook: s.playbook, message: s.problem }])),
  };
}

/** The one in use. Throws AppError "invalid" for the field `playbook`, since that is where it is asked for. */
export async function currentPlaybook(db: Db, id: string): Promise<Current> {
  const { versionId } = await playbookState(db, id);
  const version = versionId === null ? null : await db.playbookVersion.findUnique({ where: { id: versionId } });
  if (version) return asCurrent(version);
  const known = (await currentPlaybooks(db)).items.map((p) => p.playbook.playbook);
  throw new AppError("invalid", `There is no playbook "${id}". Nothing was changed.`, {
    errors: [{ path: "playbook", message: `one of ${known.join(", ") || "none"}` }],
  });
}

const asCurrent = (version: { id: string; hash: string; loadedAt: Date; content: unknown }): Current => ({
  versionId: version.id,
  hash: version.hash,
  loadedAt: version.loadedAt,
  playbook: playbookOf(version),
});
