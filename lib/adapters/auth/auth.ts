import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { username } from "better-auth/plugins";
import type { Db } from "#lib/ports/db.ts";
import { oneTimeLinks } from "./one-time-link.ts";
import { ADDRESS_HEADER } from "./surface.ts";

export type AuthOptions = {
  db: Db;
  /** Exactly where people open Backout; every other origin is refused. */
  origin: string;
  /** Signs session cookies. */
  secret: string;
};

/** Letters, digits, `-` and `_`, 3 to 30 of them: said aloud, typed on a phone. */
export const HANDLE = /^[a-z0-9][a-z0-9_-]{2,29}$/;
export const PASSWORD_MIN = 12;

/** Passwords (scrypt) and sessions. Nobody signs up: accounts are made by an admin or by the setup link. */
export function createAuth({ db, origin, secret }: AuthOptions) {
  return betterAuth({
    appName: "backout",
    baseURL: origin,
    basePath: "/api/auth",
    secret,
    trustedOrigins: [origin],
    telemetry: { enabled: false },
    database: prismaAdapter(db, { provider: "postgresql" }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: PASSWORD_MIN, maxPasswordLength: 200 },
    user: {
      additionalFields: {
        role: { type: "string", input: false, required: false },
        disabledAt: { type: "date", input: false, required: false },
      },
    },
    session: { expiresIn: 12 * 3600, updateAge: 15 * 60, cookieCache: { enabled: false } },
    // Ours counts per account and address (sign-in-limit.ts); this one would lump everybody behind one address together.
    rateLimit: { enabled: false },
    // Its own lines would name accounts; what matters is logged by the route.
    logger: { disabled: true },
    advanced: {
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      cookiePrefix: "backout",
      useSecureCookies: origin.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
    },
    plugins: [
      username({ minUsernameLength: 3, maxUsernameLength: 30, usernameValidator: (handle) => HANDLE.test(handle) }),
      oneTimeLinks(db),
    ],
  });
}
export type Auth = ReturnType<typeof createAuth>;
