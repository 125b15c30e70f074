import type { Logger } from "pino";
import type { SignedIn } from "#lib/adapters/auth/actor.ts";
import type { Surface } from "#lib/adapters/auth/surface.ts";
import type { StatusPage } from "#lib/contract/status.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** What the composition root of the web process made, for the copies of our modules that Next bundles. They make nothing of this themselves. */
export type WebContainer = {
  /** Exact origin of the pages. */
  origin: string;
  log: Logger;
  /** Whether the page of all states is served: in the demo and in development. */
  hasGallery: boolean;
  signedIn(headers: Headers): Promise<SignedIn | null>;
  context(actor: ServiceContext["actor"]): ServiceContext;
  session: Surface;
  /** Acknowledges by the link of a mail. */
  acknowledgeByLink(token: string): Promise<{ incident: number; title: string; name: string }>;
  /** The public status page; null while it is switched off. */
  statusPage(): Promise<StatusPage | null>;
  people: {
    setUpFirstAdmin(input: { token: string; handle: string; name: string; password: string }): Promise<void>;
    createAccount(
      ctx: ServiceContext,
      input: { handle: string; name: string; role: "viewer" | "responder" | "commander" | "admin"; password: string },
    ): Promise<{ id: string }>;
    /** Throws when it is not the person's password now, or was asked too often. */
    provePassword(person: { userId: string; handle: string; password: string }, headers: Headers): Promise<void>;
    issueToken(ctx: ServiceContext, input: { userId: string; name: string }): Promise<{ token: string }>;
  };
};

declare global {
  var backoutWeb: WebContainer | undefined;
}

/** Throws when the process was not started by lib/server/web.ts. */
export function container(): WebContainer {
  if (!globalThis.backoutWeb) throw new Error("This server was started without its composition root: use npm start.");
  return globalThis.backoutWeb;
}
