import { z } from "zod";
import { AlertWebhook } from "#lib/domain/alert/alert.ts";
import { AppError } from "#lib/domain/error/app-error.ts";
import { receiveAlerts } from "#lib/services/alerts/receive.ts";
import { alertSender } from "#lib/services/alerts/tokens.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { container } from "./container.ts";
import { fit } from "./fit.ts";
import { readJson, refuseForeignOrigin } from "./guard.ts";
import { Handle, Password, PersonName } from "./routes/common.ts";

/** A route for people who are not signed in yet: what proves their right stands in the body. */
export type PublicRoute<B extends z.ZodType = z.ZodType> = {
  method: "POST";
  /** Below /api. */
  path: string;
  summary: string;
  body: B;
  answers: Record<number, z.ZodType>;
  problems: readonly number[];
  handle(request: Request, body: z.output<B>): Promise<Response>;
};
const open = <B extends z.ZodType>(r: PublicRoute<B>): PublicRoute => r as unknown as PublicRoute;

const MACHINE: ServiceContext["actor"] = { kind: "schedule", id: "alerts", name: "alerts" };
const Ok = z.object({ ok: z.literal(true) });
const Token = z.string().min(20, "the token of the link").max(100);

/** The only doors without a key. */
export const PUBLIC_ROUTES: readonly PublicRoute[] = [
  open({
    method: "POST",
    path: "/v1/setup",
    summary: "Make the first admin, with the link that the console printed; only while there is none",
    body: z.strictObject({ token: Token, handle: Handle, name: PersonName, password: Password }),
    answers: { 201: Ok },
    problems: [409, 410],
    async handle(_request, body) {
      await container().people.setUpFirstAdmin(body);
      return Response.json({ ok: true }, { status: 201 });
    },
  }),
  open({
    method: "POST",
    path: "/v1/links/sign-in",
    summary: "Use a one-time link up; the answer sets the session's cookie",
    body: z.strictObject({ token: Token }),
    answers: { 200: Ok },
    problems: [401, 429],
    handle: (request, body) => container().session.signInByLink(request, body),
  }),
  open({
    method: "POST",
    path: "/v1/alerts/alertmanager",
    summary: "Alertmanager's webhook, version 4: alerts become drafts of incidents. Needs an alert token as bearer",
    body: AlertWebhook,
    answers: { 200: z.object({ opened: z.number(), updated: z.number(), resolved: z.number() }) },
    problems: [401, 429],
    async handle(request, webhook) {
      const ctx = container().context(MACHINE);
      const sender = await alertSender(ctx, request.headers.get("authorization"));
      const { opened, updated, resolved } = await receiveAlerts(ctx, { sender, webhook });
      return Response.json({ opened, updated, resolved });
    },
  }),
  open({
    method: "POST",
    path: "/v1/links/acknowledge",
    summary: "Acknowledge an escalation by the link of its mail; opening the link does nothing",
    body: z.strictObject({ token: Token }),
    answers: { 200: z.object({ incident: z.number().int(), title: z.string(), name: z.string() }) },
    problems: [409, 410],
    handle: async (_request, body) => Response.json(await container().acknowledgeByLink(body.token)),
  }),
  open({
    method: "POST",
    path: "/auth/sign-in/username",
    summary: "Sign in with handle and password; the answer sets the session's cookie",
    body: z.strictObject({ username: z.string().min(1).max(64), password: z.string().min(1).max(200) }),
    answers: { 200: Ok },
    problems: [401, 429],
    handle: (request, body) => container().session.signIn(request, body),
  }),
  open({
    method: "POST",
    path: "/auth/sign-out",
    summary: "End this session and its sockets",
    body: z.strictObject({}),
    answers: { 200: Ok },
    problems: [],
    handle: (request) => container().session.signOut(request),
  }),
];

/** Answers one of them. Throws AppErrors. */
export async function answerPublic(route: PublicRoute, request: Request): Promise<Response> {
  refuseForeignOrigin(request, container().origin);
  return route.handle(request, fit(route.body, await readJson(request), ""));
}

export function publicRoute(method: string, path: string): PublicRoute | undefined {
  const found = PUBLIC_ROUTES.find((r) => r.path === path);
  if (found && found.method !== method) throw new AppError("not-found", `/api${path} takes ${found.method} only.`);
  return found;
}
