import { AppError } from "#lib/domain/error/app-error.ts";
import { container } from "./container.ts";
import type { Answer } from "./define.ts";
import { fit } from "./fit.ts";
import { readJson, refuseForgery } from "./guard.ts";
import { match } from "./match.ts";
import { problemOf } from "./problem.ts";
import { answerPublic, publicRoute } from "./public.ts";
import { ROUTES } from "./routes/index.ts";

/** Answers any request below /api: finds the route, who asks, and whether what was sent fits; then the service decides. */
export async function dispatch(request: Request): Promise<Response> {
  const requestId = crypto.randomUUID();
  const url = new URL(request.url);
  const path = url.pathname.replace(/^\/api/, "").replace(/\/+$/, "");
  try {
    const open = publicRoute(request.method, path);
    if (open) return await answerPublic(open, request);
    return respond(await answer(request, url, path), requestId);
  } catch (error) {
    return problemOf(error, requestId, `${request.method} ${path}`);
  }
}

async function answer(request: Request, url: URL, path: string): Promise<Answer> {
  const { origin, signedIn, context } = container();
  const { found, params } = match(ROUTES, request.method, path.replace(/^\/v1(?=\/|$)/, ""));
  const who = await signedIn(request.headers);
  if (!who)
    throw new AppError(
      "unauthenticated",
      "You are not signed in, or the session has ended. Nothing was changed. Sign in and try again.",
    );
  refuseForgery(request, who, origin);
  return found.handle({
    ctx: context(who.actor),
    who,
    params: found.params ? fit(found.params, params, "params") : params,
    query: found.query ? fit(found.query, Object.fromEntries(url.searchParams), "query") : {},
    body: found.body ? fit(found.body, await readJson(request), "") : {},
    headers: request.headers,
  });
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
