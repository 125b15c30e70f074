// The API of a web process over HTTP, without Next, to be ended by SIGKILL: tests/db/communication-kill.test.ts starts it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { openProcessDb } from "#lib/adapters/postgres/client.ts";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import { createContainer } from "#lib/server/container.ts";
import { dispatch } from "#lib/web/dispatch.ts";

const [url = "", origin = ""] = process.argv.slice(2);
const log = pino({ level: "silent" });
globalThis.backoutWeb = createContainer({
  db: openProcessDb(url, { max: 4, name: "backout-web" }).prisma,
  queue: await createQueue({ url, works: false, log }),
  origin,
  secret: "a".repeat(43),
  log,
});
const server = createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const body = pieces.length > 0 ? Buffer.concat(pieces) : null;
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const answer = await dispatch(
    new Request(`${origin}${request.url}`, { method: request.method ?? "GET", headers, body }),
  );
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
  response.end(await answer.text());
});
process.once("disconnect", () => process.exit(1));
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
