import { randomBytes } from "node:crypto";
import type { Role } from "#lib/domain/actor/actor.ts";
import type { Db, Tx } from "#lib/ports/db.ts";
import type { Auth } from "./auth.ts";
import { hashToken } from "./one-time-link.ts";

export type NewAccount = { handle: string; name: string; role: Role; password: string };

/** Makes an account, or gives an existing one this password and role. Answers its id. */
export const ensureAccount = async (db: Db, auth: Auth, account: NewAccount): Promise<string> =>
  putAccount(db, account, await hashPassword(auth, account.password));

/** Takes a good part of a second on purpose: never inside a transaction. */
export const hashPassword = async (auth: Auth, password: string): Promise<string> =>
  (await auth.$context).password.hash(password);

/** Whether this is the person's password now. Takes as long for a person who has none. */
export async function isPasswordOf(db: Tx, auth: Auth, userId: string, password: string): Promise<boolean> {
  const login = await db.account.findFirst({ where: { userId, providerId: "credential" } });
  const context = await auth.$context;
  if (login?.password) return context.password.verify({ hash: login.password, password });
  await context.password.hash(password);
  return false;
}

export async function putAccount(db: Tx, account: Omit<NewAccount, "password">, hash: string): Promise<string> {
  const known = await db.user.findUnique({ where: { username: account.handle } });
  const id = known?.id ?? crypto.randomUUID();
  const columns = { name: account.name, role: account.role, username: account.handle, displayUsername: account.handle };
  await db.user.upsert({
    where: { id },
    create: { id, email: `${account.handle}@backout.invalid`, emailVerified: true, ...columns },
    update: columns,
  });
  const login = await db.account.findFirst({ where: { userId: id, providerId: "credential" } });
  if (login) await db.account.update({ where: { id: login.id }, data: { password: hash } });
  else
    await db.account.create({
      data: { id: crypto.randomUUID(), accountId: id, providerId: "credential", userId: id, password: hash },
    });
  return id;
}

/** A bearer token for the HTTP API. It is told once; only its hash is kept. */
export async function issueApiToken(db: Tx, userId: string, name: string): Promise<string> {
  const token = `bko_${randomBytes(32).toString("base64url")}`;
  await db.apiToken.create({ data: { userId, name, tokenHash: hashToken(token) } });
  return token;
}

/** When a token was used is kept to the minute, so that reading does not mean writing. */
const USED_EVERY_MS = 60_000;

export type TokenOwner = {
  tokenId: string;
  tokenName: string;
  userId: string;
  handle: string;
  name: string;
  role: Role;
};

/** Whose token it is; null when it is unknown, revoked, too old, or its person is disabled. */
export async function ownerOfToken(db: Db, token: string): Promise<TokenOwner | null> {
  if (!token.startsWith("bko_")) return null;
  const row = await db.apiToken.findUnique({ where: { tokenHash: hashToken(token) }, include: { user: true } });
  if (!row || row.revokedAt || row.user.disabledAt || (row.expiresAt && row.expiresAt < new Date())) return null;
  if (!row.lastUsedAt || Date.now() - row.lastUsedAt.getTime() > USED_EVERY_MS)
    await db.apiToken.update({ where: { id: row.id }, data: { lastUsedAt: new Date() } });
  return {
    tokenId: row.id,
    tokenName: row.name,
    userId: row.userId,
    handle: row.user.username ?? row.user.name,
    name: row.user.name,
    role: row.user.role,
  };
}
