import type { Logger } from "pino";
import { hashPassword, isPasswordOf, issueApiToken, putAccount } from "#lib/adapters/auth/accounts.ts";
import { signedIn } from "#lib/adapters/auth/actor.ts";
import { createAuth } from "#lib/adapters/auth/auth.ts";
import { consumeOneTimeLink, isOneTimeLink } from "#lib/adapters/auth/one-time-link.ts";
import { createSignInLimit } from "#lib/adapters/auth/sign-in-limit.ts";
import { ADDRESS_HEADER, createSurface } from "#lib/adapters/auth/surface.ts";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import { createRunStore } from "#lib/adapters/postgres/run-store.ts";
import { createSealer } from "#lib/adapters/secrets/sealer.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Db } from "#lib/ports/db.ts";
import type { Queue } from "#lib/ports/queue.ts";
import { acknowledgeByLink } from "#lib/services/communication/acknowledge.ts";
import { authorise, type ServiceContext } from "#lib/services/context.ts";
import { statusPage } from "#lib/services/status/page.ts";
import { createRunFollowUps } from "#lib/services/verification/follow-up.ts";
import type { WebContainer } from "#lib/web/container.ts";

export type ContainerOptions = {
  db: Db;
  queue: Queue;
  origin: string;
  secret: string;
  log: Logger;
  /** Sign-in attempts per minute for one account from one address; 0 switches the limit off (tests). (Default: 10) */
  signInsPerMinute?: number;
  /** (Default: false) */
  hasGallery?: boolean;
};

const SETUP: ServiceContext["actor"] = { kind: "schedule", id: "setup", name: "first setup" };

/** Everything a request needs, made once per process. */
export function createContainer({
  db,
  queue,
  origin,
  secret,
  log,
  signInsPerMinute = 10,
  hasGallery = false,
}: ContainerOptions): WebContainer {
  const clock = { now: () => new Date() };
  const recorder = createRecorder({ clock });
  const runs = createRunStore({ db, recorder, clock, followUps: createRunFollowUps({ clock, recorder, queue }) });
  const sealer = createSealer(db);
  const auth = createAuth({ db, origin, secret });
  const limit = createSignInLimit(db, signInsPerMinute);
  return {
    origin,
    log,
    hasGallery,
    signedIn: (headers) => signedIn(db, auth, headers),
    context: (actor) => ({ actor, db, clock, queue, recorder, runs, sealer }),
    session: createSurface({ db, auth, limit, recorder }),
    acknowledgeByLink: (token) => acknowledgeByLink({ db, clock, queue, recorder, runs, sealer }, token),
    statusPage: () => statusPage({ db, clock }),
    people: {
      async setUpFirstAdmin({ token, password, ...account }) {
        // Hashing is work that a stranger without a link cannot make us do.
        const hash = (await isOneTimeLink(db, token, "setup")) ? await hashPassword(auth, password) : "";
        await db.$transaction(async (tx) => {
          await tx.$queryRaw`SELECT pg_advisory_xact_lock(7104, 0)::text`;
          if ((await tx.user.count({ where: { role: "admin" } })) > 0)
            throw new AppError(
              "not-possible-now",
              "There is an admin already. Nothing was changed. Sign in, or ask the admin for an account.",
            );
          if (hash === "" || !(await consumeOneTimeLink(tx, token, "setup")))
            throw new AppError(
              "expired",
              "The setup link was used already, is too old, or is not one of ours. Nothing was changed. Start Backout again to get a new one.",
            );
          const id = await putAccount(tx, { ...account, role: "admin" }, hash);
          await recorder.audit(tx, SETUP, {
            action: "user.create",
            object: `user:${id}`,
            data: { handle: account.handle, role: "admin" },
          });
        });
      },
      async createAccount(ctx, account) {
        authorise(ctx, "user.manage");
        const hash = await hashPassword(auth, account.password);
        return db.$transaction(async (tx) => {
          if (await tx.user.findUnique({ where: { username: account.handle } }))
            throw new AppError("conflict", `There is an account "${account.handle}" already. Nothing was changed.`, {
              errors: [{ path: "handle", message: "is taken" }],
            });
          const id = await putAccount(tx, account, hash);
          await recorder.audit(tx, ctx.actor, {
            action: "user.create",
            object: `user:${id}`,
            data: { handle: account.handle, role: account.role },
          });
          return { id };
        });
      },
      async provePassword({ userId, handle, password }, headers) {
        const address = headers.get(ADDRESS_HEADER) ?? "unknown";
        const waitSeconds = await limit.attempt(address, handle);
        if (waitSeconds > 0)
          throw new AppError(
            "too-many",
            `Too many attempts. Nothing was changed. Wait ${waitSeconds} s, then try again.`,
            {
              retryAfterSeconds: waitSeconds,
            },
          );
        if (await isPasswordOf(db, auth, userId, password)) await limit.succeeded(address, handle);
        else
          throw new AppError("forbidden", "That is not your password. Nothing was changed.", {
            errors: [{ path: "password", message: "is not right" }],
          });
      },
      async issueToken(ctx, { userId, name }) {
        authorise(ctx, "token.manage.own");
        return db.$transaction(async (tx) => {
          const token = await issueApiToken(tx, userId, name);
          await recorder.audit(tx, ctx.actor, { action: "token.create", object: `user:${userId}`, data: { name } });
          return { token };
        });
      },
    },
  };
}
