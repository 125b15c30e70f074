import { Problem } from "#lib/contract/common.ts";

/** The server said no. `problem.detail` is for the person. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}
/** No answer, or one that is not Backout's. Whether a change that was asked for was made is not known. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export type Api = {
  url: string;
  token: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown, headers?: Record<string, string>): Promise<T>;
  /** The answer itself, checked for refusals; its body is read by the caller. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
};

/** The HTTP API that the pages use, with a bearer token: same permission, same audit. */
export function createApi({ url, token }: { url: string; token: string }): Api {
  const origin = url.replace(/\/+$/, "");
  const send: Api["fetch"] = async (path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${token}`);
    // A redirect could carry the token to somebody else.
    const response = await fetch(`${origin}/api/v1${path}`, { ...init, headers, redirect: "error" }).catch((error) => {
      throw new Unreachable(
        `${origin} does not answer (${reasonOf(error)}). If Backout itself is down, "backout card --offline" prints what to paste on the target.`,
        { cause: error },
      );
    });
    if (response.ok) return response;
    const problem = Problem.safeParse(await response.json().catch(() => null));
    if (problem.success) throw new Refused(problem.data);
    throw new Unreachable(`${origin} answered ${response.status}, and not as Backout does.`);
  };
  const json = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await send(path, init);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  return {
    url: origin,
    token,
    fetch: send,
    get: (path) => json(path),
    post: (path, body = {}, headers = {}) =>
      json(path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
  };
}

/** Node hides why under `cause`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
