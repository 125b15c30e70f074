import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Logger } from "pino";
import { type Namespace, Server, type Socket } from "socket.io";
import type { Db } from "#lib/ports/db.ts";
import {
  type ClientToServer,
  JoinIncident,
  JoinRun,
  LeaveRun,
  LIVE_NAMESPACE,
  type Notice,
  type ServerToClient,
} from "../contract.ts";
import { RateLimit } from "./rate-limit.ts";
import { RunFeed } from "./run-feed.ts";
import { Watcher } from "./watcher.ts";

export type Viewer = { userId: string; handle: string };
type Data = { viewer: Viewer };
type Live = Namespace<ClientToServer, ServerToClient, Record<string, never>, Data>;
type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, Data>;

export type GatewayOptions = {
  server: HttpServer;
  db: Db;
  /** Exactly this origin may connect from a browser; bearer tokens come without one. */
  origin: string;
  /** Who it is, or null. Asked at the connection and again every 30 s. */
  viewer(request: IncomingMessage, bearer: string | undefined): Promise<Viewer | null>;
  log: Logger;
  /** Between two looks without a hint, in ms. (Default: 2_000) */
  lookMs?: number;
};

export type Gateway = {
  onNotice(notice: Notice): void /** Notices may have been missed: look everywhere. */;
  lookAll(): void;
  disconnectUser(userId: string): void;
  close(): Promise<void>;
};

const RECHECK_MS = 30_000;
const BEAT_MS = 5_000;
const EVENTS_PER_SECOND = 20;
const MAX_RUNS_A_SOCKET = 20;

/** Sockets are a view: they register first, replay what is stored from the byte they have, then follow hints. */
export function createGateway({ server, db, origin, viewer, log, lookMs = 2_000 }: GatewayOptions): Gateway {
  const io = new Server(server, {
    transports: ["websocket"],
    destroyUpgrade: false,
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: 16 * 1024,
    allowRequest: (request, answer) => {
      // A browser always names where a page came from; without it, or from elsewhere, only a bearer token gets in (checked below).
      const from = request.headers.origin;
      answer(null, from === origin || (from === undefined && request.headers.authorization !== undefined));
    },
  });
  const live: Live = io.of(LIVE_NAMESPACE);
  const watchers = new Map<string, Set<Watcher>>();

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
    const own = new Map<string, Watcher>();
    const limit = new RateLimit(EVENTS_PER_SECOND);
    socket.use((_event, next) => (limit.take() ? next() : next(new Error("too many events"))));
    const recheck = setInterval(() => {
      identify(socket, viewer)
        .then((found) => found ?? socket.disconnect(true))
        .catch(() => {});
    }, RECHECK_MS);

    const leave = (runId: string) => {
      const watcher = own.get(runId);
      if (!watcher) return;
      watcher.stop();
      own.delete(runId);
      const all = watchers.get(runId);
      all?.delete(watcher);
      if (all?.size === 0) watchers.delete(runId);
    };

    socket.on("run:join", (payload, answer) => {
      const parsed = JoinRun.safeParse(payload);
      if (!parsed.success || typeof answer !== "function") return;
      const { runId, after } = parsed.data;
      leave(runId);
      if (own.size >= MAX_RUNS_A_SOCKET)
        return answer({ ok: false, reason: `at most ${MAX_RUNS_A_SOCKET} runs at once` });
      const watcher = new Watcher(
        new RunFeed(db, runId, after),
        {
          emit: (output) => socket.emit("run:output", output),
          waiting: () => waitingIn(socket),
          isOpen: () => socket.connected,
        },
        (error) => log.warn({ err: error, runId }, "watcher"),
      );
      own.set(runId, watcher);
      watchers.set(runId, (watchers.get(runId) ?? new Set()).add(watcher));
      answer({ ok: true, serverTime: new Date().toISOString() });
      watcher.hint();
    });
    socket.on("run:leave", (payload) => {
      const parsed = LeaveRun.safeParse(payload);
      if (parsed.success) leave(parsed.data.runId);
    });
    socket.on("incident:join", (payload, answer) => {
      const parsed = JoinIncident.safeParse(payload);
      if (!parsed.success || typeof answer !== "function") return;
      void socket.join(roomOf(parsed.data.number));
      answer({ ok: true, serverTime: new Date().toISOString() });
      void announce(live, parsed.data.number);
    });
    socket.on("incident:leave", (payload) => {
      const parsed = JoinIncident.safeParse(payload);
      if (!parsed.success) return;
      void socket.leave(roomOf(parsed.data.number));
      void announce(live, parsed.data.number);
    });
    socket.on("disconnecting", () => {
      for (const room of socket.rooms)
        if (room.startsWith("incident:"))
          setImmediate(() => void announce(live, Number(room.slice("incident:".length))));
    });
    socket.on("disconnect", () => {
      clearInterval(recheck);
      for (const runId of [...own.keys()]) leave(runId);
    });
  });

  const hintAll = () => {
    for (const all of watchers.values()) for (const watcher of all) watcher.hint();
  };
  const look = setInterval(hintAll, lookMs);
  const beat = setInterval(() => live.emit("beat", { serverTime: new Date().toISOString() }), BEAT_MS);

  return {
    onNotice(notice) {
      switch (notice.t) {
        case "output":
          for (const watcher of watchers.get(notice.run) ?? []) watcher.hint();
          return;
        case "run":
          live.emit("run:changed", {
            runId: notice.run,
            incident: notice.incident,
            seq: notice.seq,
            status: notice.status,
          });
          return;
        case "plan":
          live.emit("plan:changed", { planId: notice.plan, state: notice.state });
          return;
        case "incident":
          live.emit("incident:changed", { number: notice.number, what: notice.what });
          return;
        case "wake":
          return;
        default:
          notice satisfies never;
      }
    },
    lookAll: hintAll,
    disconnectUser(userId) {
      for (const socket of live.sockets.values()) if (socket.data.viewer.userId === userId) socket.disconnect(true);
    },
    async close() {
      clearInterval(look);
      clearInterval(beat);
      await io.close();
    },
  };
}

async function identify(socket: LiveSocket, viewer: GatewayOptions["viewer"]): Promise<Viewer | null> {
  const { token } = socket.handshake.auth as { token?: unknown };
  return viewer(socket.request, typeof token === "string" ? token : undefined);
}

const roomOf = (incident: number): string => `incident:${incident}`;

/** Everybody who watches the incident learns who does. */
async function announce(live: Live, number: number): Promise<void> {
  const sockets = await live.in(roomOf(number)).fetchSockets();
  live
    .to(roomOf(number))
    .emit("presence", { number, handles: [...new Set(sockets.map((s) => s.data.viewer.handle))].sort() });
}

/** Packets that engine.io holds for the socket; a browser that stopped reading lets them grow. */
function waitingIn(socket: LiveSocket): number {
  const { writeBuffer } = socket.conn as unknown as { writeBuffer?: unknown[] };
  return writeBuffer?.length ?? 0;
}
