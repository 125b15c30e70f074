import type { Actor } from "#lib/domain/actor/actor.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import type { Db } from "#lib/ports/db.ts";
import type { Recorder } from "#lib/ports/recorder.ts";
import type { Auth } from "./auth.ts";
import type { SignInLimit } from "./sign-in-limit.ts";

/** Set by lib/server/web.ts from the connection itself; what a client sends under this name never arrives. */
export const ADDRESS_HEADER = "x-backout-client-address";

export type Surface = {
  /** Handle and password → a session's cookie. */
  signIn(request: Request, input: { username: string; password: string }): Promise<Response>;
  /** A one-time link → a session's cookie. */
  signInByLink(request: Request, input: { token: string }): Promise<Response>;
  signOut(request: Request): Promise<Response>;
};

/**
 * What of better-auth can be reached from outside: three endpoints. Everything else it brings (sign-up, changing names, asking whether a handle
 * exists) is not. Refusals are AppErrors; answers carry cookies and never the session's token in their body.
 */
export function createSurface({
  db,
  auth,
  limit,
  recorder,
}: {
  db: Db;
  auth: Auth;
  limit: SignInLimit;
  recorder: Recorder;
}): Surface {
  const post = (request: Request, path: string, body: unknown): Promise<Response> => {
    const headers = new Headers();
    for (const name of ["cookie", "user-agent", ADDRESS_HEADER]) {
      const value = request.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
    headers.set("content-type", "application/json");
    // The route has compared the browser's Origin already; better-auth compares it again.
    headers.set("origin", auth.options.baseURL);
    return auth.handler(
      new Request(`${auth.options.baseURL}/api/auth${path}`, { method: "POST", headers, body: JSON.stringify(body) }),
    );
  };
  const addressOf = (request: Request) => request.headers.get(ADDRESS_HEADER) ?? "unknown";

  async function limited(address: string, handle: string): Promise<void> {
    const waitSeconds = await limit.attempt(address, handle);
    if (waitSeconds > 0)
      throw new AppError(
        "too-many",
        `Too many attempts from this address. You are not signed in; nothing is locked. Wait ${waitSeconds} s, then try again.`,
        { retryAfterSeconds: waitSeconds },
      );
  }

  async function record(userId: string, action: string, by: string): Promise<void> {
    const user = await db.user.findUniqueOrThrow({ where: { id: userId } });
    const actor: Actor = { kind: "user", id: userId, name: user.username ?? user.name, role: user.role };
    await db.$transaction(async (tx) => {
      await recorder.audit(tx, actor, { action, object: `user:${userId}`, data: { by } });
      if (action === "session.close") await recorder.notify(tx, { t: "access", user: userId });
    });
  }

  return {
    async signIn(request, { username, password }) {
      const address = addressOf(request);
      await limited(address, username);
      const user = await db.user.findUnique({
        where: { username: username.toLowerCase() },
        select: { disabledAt: true },
      });
      // A disabled account takes the same path as one that does not exist, and as long.
      const name = user?.disabledAt ? "-" : username;
      const response = await post(request, "/sign-in/username", { username: name, password });
      if (!response.ok) {
        if (response.status !== 401) await spendTime(auth, password);
        throw new AppError("unauthenticated", "No account has this handle and password. You are not signed in.");
      }
      await limit.succeeded(address, username);
      await record(await userOf(response), "session.open", "password");
      return withCookiesOf(response);
    },
    async signInByLink(request, { token }) {
      await limited(addressOf(request), "link");
      const response = await post(request, "/link/sign-in", { token });
      if (!response.ok)
        throw new AppError(
          "unauthenticated",
          "The link was used already, is too old, or is not one of ours. You are not signed in. Sign in with your password, or ask for a new link.",
        );
      await limit.succeeded(addressOf(request), "link");
      await record(await userOf(response), "session.open", "link");
      return withCookiesOf(response);
    },
    async signOut(request) {
      const session = await auth.api.getSession({ headers: request.headers });
      const response = await post(request, "/sign-out", {});
      if (session) await record(session.user.id, "session.close", "signed out");
      return withCookiesOf(response);
    },
  };
}

/** better-auth refuses an impossible handle before it hashes anything; the answer must not be faster for that. */
async function spendTime(auth: Auth, password: string): Promise<void> {
  await (await auth.$context).password.hash(password.slice(0, 200));
}

async function userOf(response: Response): Promise<string> {
  return ((await response.clone().json()) as { user: { id: string } }).user.id;
}

function withCookiesOf(response: Response): Response {
  const headers = new Headers({ "content-type": "application/json", "cache-control": "no-store" });
  for (const cookie of response.headers.getSetCookie()) headers.append("set-cookie", cookie);
  return new Response(JSON.stringify({ ok: true }), { headers });
}
