import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Logger } from "pino";
import { Server } from "socket.io";
import type { Db } from "#lib/ports/db.ts";
import { LIVE_NAMESPACE, type Notice } from "../contract.ts";
import { type Live, type LiveSocket, onConnection, packetsWaiting, type Viewer } from "./connection.ts";
import { InTurn } from "./in-turn.ts";
import { RunsWatched } from "./runs-watched.ts";

export type GatewayOptions = {
  server: HttpServer;
  db: Db;
  /** Exactly this origin may connect from a browser. */
  origin: string;
  /** Who it is, or null. Asked before the connection, every 30 s, and at once when the person's access changed. */
  viewer(request: IncomingMessage, bearer: string | undefined): Promise<Viewer | null>;
  log: Logger;
  /** Between two looks without a hint, in ms. (Default: 2_000) */
  lookMs?: number;
};

export type Gateway = {
  onNotice(notice: Notice): void;
  /** Notices may have been missed: look everywhere. */
  lookAll(): void;
  /** Sockets, and packets that wait in them for browsers that read slowly. */
  load(): { sockets: number; packetsWaiting: number };
  close(): Promise<void>;
};

const RECHECK_MS = 30_000;
const BEAT_MS = 5_000;
const CONNECT_MS = 10_000;
const MAX_PAYLOAD_BYTES = 16 * 1024;

/** Sockets are a view: they register first, replay what is stored from the byte they have, then follow hints. */
export function createGateway({ server, db, origin, viewer, log, lookMs = 2_000 }: GatewayOptions): Gateway {
  // A browser always names where a page came from. A program may leave it out when it shows a bearer token, which no page can make a browser send.
  const isAllowed = ({ headers }: IncomingMessage) =>
    headers.origin === origin || (headers.origin === undefined && /^Bearer /i.test(headers.authorization ?? ""));
  const io = new Server(server, {
    transports: ["websocket"],
    destroyUpgrade: false,
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: MAX_PAYLOAD_BYTES,
    connectTimeout: CONNECT_MS,
    allowRequest: (request, answer) => answer(null, isAllowed(request)),
  });
  // engine.io answers a refused upgrade with 400; what it is, is 403. The listeners behind this one find the socket closed.
  server.prependListener("upgrade", (request, socket) => {
    if (request.url?.startsWith("/socket.io/") && !isAllowed(request))
      socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });
  io.use((_socket, next) => next(new Error(`nothing is here; use ${LIVE_NAMESPACE}`)));
  const live: Live = io.of(LIVE_NAMESPACE);
  const runs = new RunsWatched({
    db,
    onError: (error, runId) => log.warn({ err: error, runId }, "output could not be read"),
  });

  live.use((socket, next) => {
    identify(socket, viewer)
      .then((found) => {
        if (!found) return next(new Error("unauthenticated"));
        socket.data.viewer = found;
        next();
      })
      .catch((error: unknown) => {
        log.error({ err: error }, "handshake");
        next(new Error("unavailable"));
      });
  });
  live.on("connection", (socket) => {
    onConnection(socket, live, runs);
    // Its access may have ended between the check and now, when no notice could find it yet.
    recheck(socket);
  });

  /** A database that does not answer is no reason to close: nothing new can be read then either. */
  function recheck(socket: LiveSocket): void {
    identify(socket, viewer).then(
      (found) => {
        if (!found) socket.disconnect(true);
      },
      (error: unknown) => log.warn({ err: error }, "access could not be checked again"),
    );
  }
  const each = (act: (socket: LiveSocket) => void) => {
    for (const socket of live.sockets.values()) act(socket);
  };
  const look = setInterval(() => runs.hintAll(), lookMs);
  // A few each second: a thousand at once would stop everything else for as long as that takes.
  const inTurn = new InTurn(() => live.sockets.values());
  const checks = setInterval(() => {
    for (const socket of inTurn.next(1_000 / RECHECK_MS)) recheck(socket);
  }, 1_000);
  const beat = setInterval(() => live.emit("beat", { serverTime: new Date().toISOString() }), BEAT_MS);

  return {
    onNotice(notice) {
      switch (notice.t) {
        case "output":
          return runs.hint(notice.run, { stepRunId: notice.step, end: notice.bytes });
        case "run":
          live.emit("run:changed", {
            runId: notice.run,
            incident: notice.incident,
            seq: notice.seq,
            status: notice.status,
          });
          // A step may have been added, or its output sealed.
          return runs.hint(notice.run);
        case "plan":
          live.emit("plan:changed", { planId: notice.plan, state: notice.state });
          return;
        case "incident":
          live.emit("incident:changed", { number: notice.number, what: notice.what });
          return;
        case "access":
          return each((socket) => {
            if (socket.data.viewer.userId === notice.user) recheck(socket);
          });
        case "wake":
          return;
        default:
          notice satisfies never;
      }
    },
    lookAll() {
      runs.hintAll();
      each(recheck);
    },
    load() {
      const all = [...live.sockets.values()];
      return { sockets: all.length, packetsWaiting: all.reduce((sum, s) => sum + packetsWaiting(s), 0) };
    },
    async close() {
      clearInterval(look);
      clearInterval(checks);
      clearInterval(beat);
      await io.close();
    },
  };
}

async function identify(socket: LiveSocket, viewer: GatewayOptions["viewer"]): Promise<Viewer | null> {
  const { token } = socket.handshake.auth as { token?: unknown };
  return viewer(socket.request, typeof token === "string" ? token : undefined);
}
