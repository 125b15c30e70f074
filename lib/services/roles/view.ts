import type { IncidentRoleView } from "#lib/contract/roles.ts";
import { IncidentRole, ROLE_TITLE } from "#lib/domain/incident/roles.ts";
import type { Prisma } from "#lib/ports/db.ts";

export const PEOPLE = {
  holder: { select: { id: true, username: true, name: true } },
  offeredTo: { select: { id: true, username: true, name: true } },
} satisfies Prisma.RoleHolderInclude;
type User = { id: string; username: string | null; name: string };
export const handleOf = ({ username, name }: User): string => username ?? name;

type Row = Prisma.RoleHolderGetPayload<{ include: typeof PEOPLE }>;

export const roleView = (role: IncidentRole, row: Row | null): IncidentRoleView => ({
  role,
  title: ROLE_TITLE[role],
  holder: row ? handleOf(row.holder) : null,
  since: row?.since.toISOString() ?? null,
  offer:
    row?.offeredTo && row.offeredAt
      ? { to: handleOf(row.offeredTo), note: row.offerNote, at: row.offeredAt.toISOString() }
      : null,
});

/** Every role, the ones that nobody holds too. */
export const rolesView = (rows: readonly Row[]): IncidentRoleView[] =>
  IncidentRole.options.map((role) => roleView(role, rows.find((row) => row.role === role) ?? null));
