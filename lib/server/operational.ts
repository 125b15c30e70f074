import type { IncomingMessage, ServerResponse } from "node:http";
import type { WebMetrics } from "#lib/adapters/metrics/web-metrics.ts";
import type { Db } from "#lib/ports/db.ts";

export type OperationalOptions = {
  db: Db;
  metrics: WebMetrics;
  /** Whether a bearer token is somebody's. */
  isToken(authorization: string): Promise<boolean>;
};

/** /healthz: the process answers. /readyz: it can reach the database. /metrics: Prometheus text. True when the request was one of these. */
export function operationalRoutes({
  db,
  metrics,
  isToken,
}: OperationalOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const path = request.url?.split("?")[0];
    if (path === "/healthz") answer(response, 200, "ok\n");
    else if (path === "/readyz")
      void ready(db).then((isReady) =>
        answer(response, isReady ? 200 : 503, isReady ? "ready\n" : "the database does not answer\n"),
      );
    else if (path === "/metrics")
      void scraped(request, metrics, isToken).then(
        (text) =>
          text === null
            ? answer(
                response,
                401,
                "# /metrics wants a token of Backout as Authorization: Bearer, or a scraper on this machine\n",
              )
            : answer(response, 200, text, metrics.contentType),
        () => answer(response, 503, "# the database does not answer\n"),
      );
    else return false;
    return true;
  };
}

/** Null for who may not read. What people do here is not for everybody: a scraper is on this machine, or shows a token of any account. */
async function scraped(
  request: IncomingMessage,
  metrics: WebMetrics,
  isToken: OperationalOptions["isToken"],
): Promise<string | null> {
  const { authorization } = request.headers;
  const mayRead = authorization === undefined ? isOnThisMachine(request) : await isToken(authorization);
  return mayRead ? metrics.text() : null;
}

/** A proxy on this machine speaks for somebody elsewhere, and says so by one of these. */
const FORWARDED = ["x-forwarded-for", "forwarded", "x-real-ip", "via"];

function isOnThisMachine({ socket, headers }: IncomingMessage): boolean {
  const address = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  return (address === "::1" || address.startsWith("127.")) && FORWARDED.every((name) => headers[name] === undefined);
}

function answer(response: ServerResponse, status: number, text: string, type = "text/plain; charset=utf-8"): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  response.end(text);
}

async function ready(db: Db): Promise<boolean> {
  return db.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
}
