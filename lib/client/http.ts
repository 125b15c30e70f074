import type { Problem } from "#lib/contract/common.ts";
import { noteContact } from "./live/freshness.ts";

/** The server answered "this cannot be done" and said why. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** No answer came: nothing is known about whether the request was done. */
export class NoAnswerError extends Error {
  constructor(cause: unknown) {
    super(
      "Backout did not answer. Nothing is known about this request; look at the state below before you try again.",
      {
        cause,
      },
    );
    this.name = "NoAnswerError";
  }
}

type RequestOptions = { body?: unknown; idempotencyKey?: string; signal?: AbortSignal };

/**
 * One request of the page to `/api/v1`. Throws ProblemError for an answer that is not 2xx, NoAnswerError when none came.
 * The answer's type is the contract's: server and page are built together.
 */
async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (options.body !== undefined) headers["content-type"] = "application/json";
  if (options.idempotencyKey) headers["idempotency-key"] = options.idempotencyKey;
  const response = await answer(`/api/v1${path}`, {
    method,
    headers,
    body: options.body === undefined ? null : JSON.stringify(options.body),
    signal: options.signal ?? null,
  });
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** Raw bytes with their headers, for output. */
export async function getBytes(path: string, signal?: AbortSignal): Promise<{ bytes: Uint8Array; headers: Headers }> {
  const response = await answer(`/api/v1${path}`, { signal: signal ?? null });
  return { bytes: new Uint8Array(await response.arrayBuffer()), headers: response.headers };
}

async function answer(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, credentials: "same-origin", cache: "no-store" });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new NoAnswerError(error);
  }
  noteContact(response.headers.get("date"));
  if (!response.ok) throw new ProblemError(await problemOf(response));
  return response;
}

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  if (body && typeof body === "object" && "detail" in body && "status" in body) return body as Problem;
  // The accounts library answers in its own form.
  const message = body && typeof body === "object" && "message" in body ? String(body.message) : null;
  return {
    type: "about:blank",
    title: response.statusText || `HTTP ${response.status}`,
    status: response.status,
    detail: message ?? `Backout answered ${response.status} without saying why. Nothing more is known.`,
    code: "unknown",
    requestId: response.headers.get("x-request-id") ?? "",
  };
}

export const api = {
  get: <T>(path: string, signal?: AbortSignal) => request<T>("GET", path, signal ? { signal } : {}),
  post: <T>(path: string, body: unknown = {}, idempotencyKey?: string) =>
    request<T>("POST", path, idempotencyKey ? { body, idempotencyKey } : { body }),
  put: <T>(path: string, body: unknown) => request<T>("PUT", path, { body }),
  delete: <T>(path: string) => request<T>("DELETE", path, { body: {} }),
};

export const statusOf = (error: unknown): number | null =>
  error instanceof ProblemError ? error.problem.status : null;
export const problemIn = (error: unknown): Problem | null => (error instanceof ProblemError ? error.problem : null);

/** One sentence for a person, whatever was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ProblemError) {
    const fields = error.problem.errors?.map((e) => `${e.path}: ${e.message}`).join("; ");
    return fields ? `${error.message} (${fields})` : error.message;
  }
  return error instanceof Error ? error.message : String(error);
}
