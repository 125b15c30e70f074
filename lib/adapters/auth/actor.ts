import type { Actor } from "#lib/domain/actor/actor.ts";
import { Role } from "#lib/domain/actor/actor.ts";
import type { Db } from "#lib/ports/db.ts";
import { ownerOfToken } from "./accounts.ts";
import type { Auth } from "./auth.ts";

export type SignedIn = {
  actor: Extract<
    Actor,
    { kind: "user" | "token" }
  > /** How: a cookie can be made to ride along, a bearer token cannot. */;
  by: "cookie" | "bearer";
  userId: string;
  handle: string;
  /** The person's name; the record uses the handle. */
  name: string;
  sessionId: string | null;
};

/** Who sends these headers, or null. The role is read anew each time, so that a change applies at once. */
export async function signedIn(db: Db, auth: Auth, headers: Headers): Promise<SignedIn | null> {
  const bearer = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (bearer !== undefined) {
    const owner = await ownerOfToken(db, bearer);
    return (
      owner && {
        by: "bearer",
        userId: owner.userId,
        handle: owner.handle,
        name: owner.name,
        sessionId: null,
        actor: { kind: "token", id: owner.tokenId, name: owner.handle, role: owner.role, userId: owner.userId },
      }
    );
  }
  const found = await auth.api.getSession({ headers });
  if (!found) return null;
  const { user } = found;
  if (user.disabledAt) return null;
  const handle = user.username ?? user.name;
  return {
    by: "cookie",
    userId: user.id,
    handle,
    name: user.name,
    sessionId: found.session.id,
    actor: { kind: "user", id: user.id, name: handle, role: Role.parse(user.role) },
  };
}
