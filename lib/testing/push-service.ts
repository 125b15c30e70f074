import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export type PushReceived = { path: string; headers: IncomingHttpHeaders; body: Buffer };

/** A push service on this machine: real HTTP, answers as told. */
export async function startPushService() {
  const received: PushReceived[] = [];
  let answer: { status: number; headers?: Record<string, string> } | "hang" = { status: 201 };
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(pieces) });
    if (answer !== "hang") response.writeHead(answer.status, answer.headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers: (next: typeof answer) => {
      answer = next;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
