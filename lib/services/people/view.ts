import type { Role } from "#lib/domain/actor/actor.ts";

export type Person = { id: string; handle: string; name: string; role: Role; disabledAt: string | null };

export const personView = (user: {
  id: string;
  username: string | null;
  name: string;
  role: Role;
  disabledAt: Date | null;
}): Person => ({
  id: user.id,
  handle: user.username ?? user.name,
  name: user.name,
  role: user.role,
  disabledAt: user.disabledAt?.toISOString() ?? null,
});
