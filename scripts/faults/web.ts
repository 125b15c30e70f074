// A web process as in production but for its pages: the API and the gateway on one port. Started and killed by the campaign.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import pino from "pino";
import { openProcessDb } from "#lib/adapters/postgres/client.ts";
import { listen } from "#lib/adapters/postgres/listen.ts";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import { NOTICE_CHANNEL, Notice } from "#lib/realtime/contract.ts";
import { createGateway } from "#lib/realtime/server/gateway.ts";
import { createContainer } from "#lib/server/container.ts";
import { dispatch } from "#lib/web/dispatch.ts";

const url = process.env.FAULTS_DATABASE_URL ?? "";
const origin = "http://faults.invalid";
const log = pino({ level: process.env.FAULTS_LOG ?? "silent" }, pino.destination(2));
const db = openProcessDb(url, { max: 8, name: "backout-faults-web" });
const queue = await createQueue({ url, works: false, log });
const container = createContainer({ db: db.prisma, queue, origin, secret: "f".repeat(43), log });
globalThis.backoutWeb = container;

const headersOf = (request: IncomingMessage) => new Headers({ authorization: request.headers.authorization ?? "" });
const server = createServer(async (request, response) => {
  const answer = await dispatch(new Request(`${origin}${request.url}`, { headers: headersOf(request) }));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (answer.body) Readable.from(answer.body).pipe(response);
  else response.end();
});
const gateway = createGateway({
  server,
  db: db.prisma,
  origin,
  log,
  async viewer(request) {
    const who = await container.signedIn(headersOf(request));
    return who && { userId: who.userId, handle: who.handle };
  },
});
const ear = listen(url, NOTICE_CHANNEL, (payload) => gateway.onNotice(Notice.parse(JSON.parse(payload))), {
  onReconnect: () => gateway.lookAll(),
});
await ear.listening;
process.once("SIGTERM", async () => {
  await ear.close();
  server.closeAllConnections();
  await gateway.close();
  process.exit(0);
});
process.once("disconnect", () => process.exit(1));
server.listen(Number(process.env.FAULTS_PORT), "127.0.0.1", () =>
  process.send?.((server.address() as AddressInfo).port),
);
