// The web process: Next.js and socket.io on one port. Holds no SSH key and opens no SSH connection.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import next from "next";
import pino from "pino";
import { createOneTimeLink } from "#lib/adapters/auth/one-time-link.ts";
import { loadAuthSecret } from "#lib/adapters/auth/secret-file.ts";
import { ADDRESS_HEADER } from "#lib/adapters/auth/surface.ts";
import { createWebMetrics } from "#lib/adapters/metrics/web-metrics.ts";
import { openProcessDb } from "#lib/adapters/postgres/client.ts";
import { listen } from "#lib/adapters/postgres/listen.ts";
import { createRecorder } from "#lib/adapters/postgres/record.ts";
import { createQueue } from "#lib/adapters/queue/queue.ts";
import { loadEnv } from "#lib/config/env.ts";
import { loadPlaybooks } from "#lib/playbook/load.ts";
import { NOTICE_CHANNEL, Notice } from "#lib/realtime/contract.ts";
import { createGateway } from "#lib/realtime/server/gateway.ts";
import { reportPlaybookProblem, syncPlaybook } from "#lib/services/playbooks/sync.ts";
import { canonicalLocation } from "./canonical-host.ts";
import { clientAddress } from "./client-address.ts";
import { createContainer } from "./container.ts";
import { securityHeaders } from "./headers.ts";
import { operationalRoutes } from "./operational.ts";
import { exitWithParent, misconfiguredExitCode, reportReady } from "./parent.ts";

const IN_FLIGHT_MS = 2_000;

exitWithParent();
const env = loadEnv();
const log = pino({ name: "web", level: env.logLevel });
const url = env.databaseUrl;
if (!url) throw new Error("The web process needs DATABASE_URL; npm start sets it.");
const isDevelopment = env.isDevelopment;

const stopping = Promise.withResolvers<void>();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stopping.resolve());

const { prisma: db, close } = openProcessDb(url, { max: 10, name: "backout-web" });
const queue = await createQueue({ url, works: false, log });
globalThis.backoutWeb = createContainer({
  db,
  queue,
  origin: env.origin,
  secret: loadAuthSecret(env.dataDir),
  log,
  hasGallery: isDevelopment || env.mode === "demo",
});
await loadAllPlaybooks();

const server = createServer();
// Next adds its own "upgrade" listener (hot reload); socket.io adds another; whatever path is left is closed by the last one.
const app = next({
  dev: isDevelopment,
  hostname: env.host,
  port: env.port,
  httpServer: server,
  dir: path.join(import.meta.dirname, "../.."),
});
await app.prepare();
const handle = app.getRequestHandler();
const metrics = createWebMetrics(db, () => gateway.load());
const operational = operationalRoutes({
  db,
  metrics,
  isToken: async (authorization) => (await globalThis.backoutWeb?.signedIn(new Headers({ authorization }))) != null,
});
server.on("request", (request, response) => {
  securityHeaders(request, response, { origin: env.origin, isDevelopment });
  measured(request, response);
  request.headers[ADDRESS_HEADER] = clientAddress(request.socket.remoteAddress, request.headers["x-forwarded-for"]);
  const elsewhere = isPage(request) ? canonicalLocation(env.origin, request.headers.host, request.url) : null;
  if (elsewhere) return void response.writeHead(307, { location: elsewhere }).end();
  if (!operational(request, response)) void handle(request, response);
});
const gateway = createGateway({ server, db, origin: env.origin, viewer, log });
server.on("upgrade", (request, socket) => {
  if (!/^\/(socket\.io\/|_next\/)/.test(request.url ?? "")) socket.destroy();
});
const ear = listen(
  url,
  NOTICE_CHANNEL,
  (payload) => {
    const notice = Notice.safeParse(JSON.parse(payload));
    if (notice.success) gateway.onNotice(notice.data);
  },
  { onReconnect: () => gateway.lookAll() },
);
await ear.listening;
server.on("error", (error: NodeJS.ErrnoException) => {
  console.error(
    error.code === "EADDRINUSE"
      ? `Port ${env.port} on ${env.host} is taken by another program. Nothing is served. Set PORT to a free one.`
      : error.message,
  );
  process.exit(misconfiguredExitCode);
});
server.listen(env.port, env.host, () => {
  void announceSetup().then(() => reportReady(`serving ${env.origin}`));
});

await stopping.promise;
await ear.close();
// Requests that are being answered may end; a connection that only stays open must not hold the process.
const cut = setTimeout(() => server.closeAllConnections(), IN_FLIGHT_MS);
await gateway.close();
clearTimeout(cut);
server.closeAllConnections();
await app.close();
await queue.stop();
await close();
process.exit(0);

function measured(request: IncomingMessage, response: ServerResponse): void {
  const begin = performance.now();
  response.once("close", () =>
    metrics.observe({
      method: request.method ?? "",
      path: request.url?.split("?")[0] ?? "",
      status: response.statusCode,
      seconds: (performance.now() - begin) / 1000,
    }),
  );
}

async function viewer(request: IncomingMessage, bearer: string | undefined) {
  const headers = new Headers();
  if (request.headers.cookie) headers.set("cookie", request.headers.cookie);
  const authorization = bearer ? `Bearer ${bearer}` : request.headers.authorization;
  if (authorization) headers.set("authorization", authorization);
  const who = await globalThis.backoutWeb?.signedIn(headers);
  return who ? { userId: who.userId, handle: who.handle } : null;
}

async function loadAllPlaybooks(): Promise<void> {
  const clock = { now: () => new Date() };
  const ctx = { db, recorder: createRecorder({ clock }), clock };
  const { loaded, failed } = loadPlaybooks(path.join(import.meta.dirname, "../../playbooks"));
  for (const playbook of loaded) {
    if (await syncPlaybook(ctx, playbook))
      log.info({ playbook: playbook.playbook.playbook, hash: playbook.hash }, "playbook loaded");
  }
  for (const { id, error } of failed) {
    await reportPlaybookProblem(ctx, id, error.message);
    log.error({ playbook: id }, `${error.message}\nThe last version that loaded stays in use.`);
  }
}

function isPage(request: IncomingMessage): boolean {
  return request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
}

/** Without an admin nobody can sign in: say on the console how to make one. */
async function announceSetup(): Promise<void> {
  if (env.mode === "demo" || (await db.user.count({ where: { role: "admin" } })) > 0) return;
  const token = await createOneTimeLink(db, { purpose: "setup", validMs: 15 * 60_000 });
  console.log(
    `\n  There is no admin yet. Open this once, within 15 minutes:\n\n    ${env.origin}/setup?token=${token}\n`,
  );
}
