import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import pino from "pino";
import { afterAll } from "vitest";
import { ensureAccount, issueApiToken } from "#lib/adapters/auth/accounts.ts";
import { createAuth } from "#lib/adapters/auth/auth.ts";
import { createWebMetrics } from "#lib/adapters/metrics/web-metrics.ts";
import { listen } from "#lib/adapters/postgres/listen.ts";
import type { Role } from "#lib/domain/actor/actor.ts";
import type { Playbook } from "#lib/domain/playbook/schema.ts";
import { NOTICE_CHANNEL, Notice } from "#lib/realtime/contract.ts";
import { createGateway } from "#lib/realtime/server/gateway.ts";
import { createContainer } from "#lib/server/container.ts";
import { operationalRoutes } from "#lib/server/operational.ts";
import { savePlaybookState } from "#lib/services/playbooks/current.ts";
import { dispatch } from "#lib/web/dispatch.ts";
import { createKit } from "./engine-kit.ts";

const SECRET = "a".repeat(43);
const log = pino({ level: "silent" });

/** The API and the socket on a real port, with a real engine behind them: all but the pages. */
export async function createLive(playbook: Playbook) {
  const kit = await createKit(playbook);
  await savePlaybookState(kit.db.prisma, playbook.playbook, { versionId: kit.version.id, problem: null });
  const operational = operationalRoutes({
    db: kit.db.prisma,
    metrics: createWebMetrics(kit.db.prisma, () => gateway.load()),
    isToken: async (authorization) => (await container.signedIn(new Headers({ authorization }))) !== null,
  });
  const server = createServer((request, response) => {
    if (!operational(request, response)) void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const container = createContainer({ db: kit.db.prisma, queue: kit.queue, origin: url, secret: SECRET, log });
  globalThis.backoutWeb = container;
  const gateway = createGateway({
    server,
    db: kit.db.prisma,
    origin: url,
    log,
    async viewer(request) {
      const who = await container.signedIn(headersOf(request));
      return who && { userId: who.userId, handle: who.handle };
    },
  });
  const ear = listen(kit.db.url, NOTICE_CHANNEL, (payload) => gateway.onNotice(Notice.parse(JSON.parse(payload))));
  await ear.listening;

  const auth = createAuth({ db: kit.db.prisma, origin: url, secret: SECRET });
  async function token(handle: string, role: Role): Promise<string> {
    const password = "correct horse battery staple";
    return issueApiToken(
      kit.db.prisma,
      await ensureAccount(kit.db.prisma, auth, { handle, name: handle, role, password }),
      "test",
    );
  }
  const tokens = { commander: await token("commander", "commander"), viewer: await token("viewer", "viewer") };
  afterAll(async () => {
    await ear.close();
    await gateway.close();
    server.closeAllConnections();
    globalThis.backoutWeb = undefined;
  });
  return { ...kit, url, container, token, tokens };
}

function headersOf(request: IncomingMessage): Headers {
  return new Headers(
    Object.entries(request.headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const answered = await dispatch(
    new Request(new URL(request.url ?? "/", `http://${request.headers.host}`), {
      method: request.method ?? "GET",
      headers: headersOf(request),
      ...(hasBody ? { body: Readable.toWeb(request) as ReadableStream, duplex: "half" } : {}),
    }),
  );
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  for await (const piece of answered.body ?? []) if (!response.write(piece)) await drained(response);
  response.end();
}

const drained = (response: ServerResponse) =>
  new Promise<void>((resolve) => {
    response.once("drain", resolve);
    response.once("close", resolve);
  });
