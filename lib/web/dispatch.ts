import type { z } from "zod";
import { AppError } from "#lib/domain/error/app-error.ts";
import { container } from "./container.ts";
import type { Answer, Route } from "./define.ts";
import { readJson, refuseForgery } from "./guard.ts";
import { problemOf } from "./problem.ts";
import { ROUTES } from "./routes/index.ts";

const BASE = "/api/v1";

/** Answers any request below /api/v1: finds the route, who asks, and whether what was sent fits; then the service decides. */
export async function dispatch(request: Request): Promise<Response> {
  const requestId = crypto.randomUUID();
  const url = new URL(request.url);
  const path = url.pathname.slice(BASE.length) || "/";
  try {
    const { origin, signedIn, context } = container();
    const { found, params } = match(request.method, path);
    const who = await signedIn(request.headers);
    refuseForgery(request, who, origin);
    if (!who)
      throw new AppError(
        "unauthenticated",
        "You are not signed in, or the session has ended. Nothing was changed. Sign in and try again.",
      );
    const answer = await found.handle({
      ctx: context(who.actor),
      who,
      params: fit(found.params, params, "params"),
      query: fit(found.query, Object.fromEntries(url.searchParams), "query"),
      body: found.method === "GET" ? {} : fit(found.body, await readJson(request), ""),
      headers: request.headers,
    });
    return respond(answer, requestId);
  } catch (error) {
    return problemOf(error, requestId, `${request.method} ${path}`);
  }
}

function match(method: string, path: string): { found: Route; params: Record<string, string> } {
  const parts = path.split("/").filter((p) => p !== "");
  let isKnownPath = false;
  for (const candidate of ROUTES) {
    const wanted = candidate.path.split("/").filter((p) => p !== "");
    if (wanted.length !== parts.length || !wanted.every((w, i) => w.startsWith("{") || w === parts[i])) continue;
    isKnownPath = true;
    if (candidate.method !== method) continue;
    return {
      found: candidate,
      params: Object.fromEntries(
        wanted.flatMap((w, i) => (w.startsWith("{") ? [[w.slice(1, -1), decode(parts[i] ?? "")]] : [])),
      ),
    };
  }
  throw new AppError(
    "not-found",
    isKnownPath
      ? `${path} does not take ${method}. See /api/v1/openapi.json.`
      : `There is no ${path}. See /api/v1/openapi.json.`,
  );
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AppError("bad-request", `"${part}" is not a well-formed part of an address.`);
  }
}

function fit(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!schema) return value;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((i) => ({
    path: [where, ...i.path].filter((p) => p !== "").join("."),
    message: i.code === "unrecognized_keys" ? `unknown: ${i.keys.join(", ")}` : i.message,
  }));
  const first = errors[0];
  throw new AppError(
    "invalid",
    `What was sent does not fit: ${first?.path ? `${first.path}: ` : ""}${first?.message ?? "see errors"}. Nothing was changed.`,
    { errors },
  );
}

function respond(answer: Answer, requestId: string): Response {
  const headers = { "cache-control": "no-store", "x-request-id": requestId, ...answer.headers };
  if (answer.stream) return new Response(streamOf(answer.stream), { status: answer.status ?? 200, headers });
  if (answer.text !== undefined) return new Response(answer.text, { status: answer.status ?? 200, headers });
  if (answer.body === undefined) return new Response(null, { status: answer.status ?? 204, headers });
  return new Response(JSON.stringify(answer.body), {
    status: answer.status ?? 200,
    headers: { "content-type": "application/json", ...headers },
  });
}

function streamOf(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
