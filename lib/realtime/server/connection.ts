import type { Namespace, Socket } from "socket.io";
import { type ClientToServer, JoinIncident, JoinRun, LeaveRun, type ServerToClient } from "../contract.ts";
import { RateLimit } from "./rate-limit.ts";
import type { RunsWatched } from "./runs-watched.ts";

export type Viewer = { userId: string; handle: string };
type Data = { viewer: Viewer };
export type Live = Namespace<ClientToServer, ServerToClient, Record<string, never>, Data>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, Data>;

const EVENTS_PER_SECOND = 20;
const MAX_RUNS = 20;
const MAX_INCIDENTS = 20;
const INCIDENT_ROOM = "incident:";
const roomOf = (incident: number): string => `${INCIDENT_ROOM}${incident}`;

/** What one browser says and hears. Anything malformed is dropped, too much of anything ends the connection. */
export function onConnection(socket: LiveSocket, live: Live, runs: RunsWatched): void {
  const watched = new Map<string, () => void>();
  const limit = new RateLimit(EVENTS_PER_SECOND);
  socket.use((_event, next) => {
    if (limit.take()) next();
    else socket.disconnect(true);
  });

  const leave = (runId: string) => {
    watched.get(runId)?.();
    watched.delete(runId);
  };
  const greeting = () => ({ ok: true as const, serverTime: new Date().toISOString() });

  socket.on("run:join", (payload, answer) => {
    const parsed = JoinRun.safeParse(payload);
    if (!parsed.success || typeof answer !== "function") return;
    const { runId, after } = parsed.data;
    leave(runId);
    if (watched.size >= MAX_RUNS) return answer({ ok: false, reason: `At most ${MAX_RUNS} runs at once.` });
    answer(greeting());
    watched.set(
      runId,
      runs.watch(runId, after, {
        // Past socket.io, which has nothing to add; there is nothing but websockets here.
        write: (frames) => socket.conn.write("", frames),
        waiting: () => packetsWaiting(socket),
        onDrain: (act) => socket.conn.once("drain", act),
        isOpen: () => socket.connected,
      }),
    );
  });
  socket.on("run:leave", (payload) => {
    const parsed = LeaveRun.safeParse(payload);
    if (parsed.success) leave(parsed.data.runId);
  });
  socket.on("incident:join", (payload, answer) => {
    const parsed = JoinIncident.safeParse(payload);
    if (!parsed.success || typeof answer !== "function") return;
    const joined = [...socket.rooms].filter((room) => room.startsWith(INCIDENT_ROOM));
    if (joined.length >= MAX_INCIDENTS)
      return answer({ ok: false, reason: `At most ${MAX_INCIDENTS} incidents at once.` });
    void socket.join(roomOf(parsed.data.number));
    answer(greeting());
    announce(live, roomOf(parsed.data.number));
  });
  socket.on("incident:leave", (payload) => {
    const parsed = JoinIncident.safeParse(payload);
    if (!parsed.success) return;
    void socket.leave(roomOf(parsed.data.number));
    announce(live, roomOf(parsed.data.number));
  });
  socket.on("disconnecting", () => {
    const joined = [...socket.rooms].filter((room) => room.startsWith(INCIDENT_ROOM));
    // Only after this handler has the socket left its rooms.
    setImmediate(() => {
      for (const room of joined) announce(live, room);
    });
  });
  socket.on("disconnect", () => {
    for (const runId of [...watched.keys()]) leave(runId);
  });
}

/** Everybody who watches the incident learns who does, as far as they are connected to this process. */
function announce(live: Live, room: string): void {
  const handles = [...(live.adapter.rooms.get(room) ?? [])].flatMap(
    (id) => live.sockets.get(id)?.data.viewer.handle ?? [],
  );
  live
    .to(room)
    .emit("presence", { number: Number(room.slice(INCIDENT_ROOM.length)), handles: [...new Set(handles)].sort() });
}

/** Packets that engine.io holds for the socket; a browser that stopped reading lets them grow. */
export function packetsWaiting(socket: LiveSocket): number {
  const { writeBuffer } = socket.conn as unknown as { writeBuffer?: unknown[] };
  return writeBuffer?.length ?? 0;
}
