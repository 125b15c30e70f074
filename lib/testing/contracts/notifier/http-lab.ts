import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Behaviour } from "./contract.ts";

export type Received = { path: string; headers: IncomingHttpHeaders; body: string };

/** A real receiver of webhooks on this machine. */
export async function startReceiver(answer: { status: number; text: string } = { status: 200, text: "ok" }) {
  const received: Received[] = [];
  let behaviour: Behaviour = "accept";
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    if (behaviour === "refuse-for-now") return void response.writeHead(503).end("busy");
    if (behaviour === "refuse-for-good") return void response.writeHead(404).end("no such hook");
    received.push({ path: request.url ?? "", headers: request.headers, body });
    if (behaviour === "cut") return void request.socket.destroy();
    if (behaviour === "accept") response.writeHead(answer.status).end(answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    behave: (next: Behaviour) => {
      behaviour = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
