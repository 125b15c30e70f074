import type { SignedIn } from "#lib/adapters/auth/actor.ts";
import { AppError } from "#lib/domain/error/app-error.ts";

const MAX_BODY_BYTES = 256 * 1024;

const OWN_SITE = ["same-origin", "none"];

/** A browser names where a request comes from: elsewhere is refused. Programs that name nothing pass; they carry no cookie that a page could use. */
export function refuseForeignOrigin(request: Request, origin: string): void {
  const from = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  if ((from !== null && from !== origin) || (site !== null && !OWN_SITE.includes(site)))
    throw new AppError(
      "forbidden",
      `The request came from ${from ?? "another site"}, not from ${origin}. Nothing was changed. Open Backout at ${origin}.`,
    );
}

/**
 * A browser sends cookies along whoever made the request, so only our own pages may change anything with them: exact Origin, JSON.
 * A bearer token is never sent by itself.
 */
export function refuseForgery(request: Request, who: Pick<SignedIn, "by">, origin: string): void {
  if (request.method === "GET" || request.method === "HEAD" || who.by === "bearer") return;
  refuseForeignOrigin(request, origin);
  if (request.headers.get("origin") === null)
    throw new AppError(
      "forbidden",
      `The request does not say where it came from. Nothing was changed. Send Origin: ${origin}.`,
    );
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json")
    throw new AppError(
      "forbidden",
      "Requests that change something are JSON: send Content-Type: application/json. Nothing was changed.",
    );
}

/** The body as JSON; an empty one is `{}`. */
export async function readJson(request: Request): Promise<unknown> {
  if (!request.body) return {};
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES)
      throw new AppError("too-large", `The body is larger than ${MAX_BODY_BYTES / 1024} KiB. Nothing was changed.`);
    pieces.push(piece);
  }
  const text = Buffer.concat(pieces).toString("utf8");
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError(
      "bad-request",
      `The body is not JSON: ${cause instanceof Error ? cause.message : "cannot be read"}. Nothing was changed. Send the body again as JSON.`,
      { cause },
    );
  }
}
