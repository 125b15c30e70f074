import type { Problem } from "#lib/contract/common.ts";
import { HTTP_STATUS, isAppError } from "#lib/domain/error/app-error.ts";
import { container } from "./container.ts";
import { databaseTrouble } from "./database-trouble.ts";

const TITLE: Record<number, string> = {
  400: "Bad request",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  409: "Conflict",
  410: "Expired",
  413: "Too large",
  422: "Not valid",
  429: "Too many",
  500: "Unexpected error",
  503: "Unavailable",
};

/** The only place where an error becomes an answer. Logged once: what a caller did wrong as a warning, what we did wrong with its stack. */
export function problemOf(error: unknown, requestId: string, what: string): Response {
  const { log } = container();
  const known = isAppError(error) ? error : databaseTrouble(error);
  if (known) {
    const status = HTTP_STATUS[known.code];
    const facts = { requestId, what, code: known.code, status };
    if (known === error) log.warn(facts, known.message);
    else log.error({ ...facts, err: error }, known.message);
    return problem(
      {
        status,
        code: known.code,
        detail: known.message,
        requestId,
        ...(known.errors.length > 0 ? { errors: known.errors } : {}),
        ...(known.holder ? { holder: known.holder } : {}),
      },
      known.retryAfterSeconds === undefined ? {} : { "retry-after": String(known.retryAfterSeconds) },
    );
  }
  log.error({ requestId, what, err: error }, "unexpected");
  return problem({
    status: 500,
    code: "unexpected",
    detail: `Something unexpected happened; it is logged as ${requestId}. Look at the page again before you repeat anything.`,
    requestId,
  });
}

function problem(p: Omit<Problem, "type" | "title">, headers: Record<string, string> = {}): Response {
  const body: Problem = { type: `urn:backout:${p.code}`, title: TITLE[p.status] ?? "Error", ...p };
  return new Response(JSON.stringify(body), {
    status: p.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": p.requestId,
      ...headers,
    },
  });
}
