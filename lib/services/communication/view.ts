import type { ActorView } from "#lib/contract/common.ts";
import type { DeadlineView } from "#lib/contract/communication.ts";
import { deadlineState } from "#lib/domain/communication/deadline.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import type { Prisma } from "#lib/ports/db.ts";

type DeadlineRow = Prisma.DeadlineGetPayload<object>;

/** The stored actor as pages show it. */
export const actorView = (stored: unknown): ActorView | null => {
  if (stored === null) return null;
  const { kind, name } = stored as ActorView;
  return { kind, name };
};

export const roleTitles = (playbook: Playbook, ids: readonly string[]): string[] =>
  ids.map((id) => playbook.communication.roles.find((r) => r.id === id)?.title ?? id);

export const deadlineView = (row: DeadlineRow, playbook: Playbook, now: Date): DeadlineView => ({
  item: row.item,
  title: row.title,
  via: row.via as DeadlineView["via"],
  record: row.record as DeadlineView["record"],
  template: row.template,
  audience: roleTitles(playbook, row.audience),
  optional: row.optional,
  state: deadlineState({ ...row, settledAs: row.settledAs === "not-owed" ? "cancelled" : row.settledAs }, now),
  startedAt: row.startedAt.toISOString(),
  dueAt: row.dueAt.toISOString(),
  settledAt: row.settledAt?.toISOString() ?? null,
  settledBy: actorView(row.settledBy),
  note: row.note,
});
