// Some of the watchers of the bench, in a process of their own: `node scripts/bench/watchers-main.ts`, told by its parent what to watch.
import { createHash, type Hash } from "node:crypto";
import { io, type Socket } from "socket.io-client";
import type { ClientToServer, ServerToClient } from "#lib/realtime/contract.ts";
import { LINE_BYTES, wallMs } from "./watched-run.ts";
import type { Behaviour, Report, WatchOrder } from "./watchers.ts";

const RECONNECT_MS = 5_000;
const STALL_AFTER_MS = 2_000;

class Watcher {
  readonly behaviour: Behaviour;
  readonly hash: Hash = createHash("sha256");
  received = 0;
  readonly #order: WatchOrder;
  readonly #socket: Socket<ServerToClient, ClientToServer>;
  #joined = Promise.withResolvers<void>();

  constructor(order: WatchOrder, behaviour: Behaviour) {
    this.#order = order;
    this.behaviour = behaviour;
    this.#socket = io(`${order.url}/live`, {
      transports: ["websocket"],
      forceNew: true,
      extraHeaders: { authorization: `Bearer ${order.token}` },
    });
    this.#socket.on("run:output", ({ atByte, bytes }) => this.#take(atByte, bytes));
    this.#socket.on("connect", () => void this.join());
  }

  async join(): Promise<void> {
    const { runId, stepRunId } = this.#order;
    await this.#socket.emitWithAck("run:join", { runId, after: { [stepRunId]: this.received } });
    this.#joined.resolve();
  }

  joined(): Promise<void> {
    return this.#joined.promise;
  }

  reconnect() {
    this.#joined = Promise.withResolvers();
    this.#socket.disconnect();
    this.#socket.connect();
  }

  /** Who does not answer for 45 s is closed by the server, and comes back by itself. */
  pause(isPaused: boolean) {
    const { ws } = this.#socket.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } | null };
    if (isPaused) ws?.pause();
    else ws?.resume();
  }

  close() {
    this.#socket.disconnect();
  }

  #take(atByte: number, bytes: ArrayBuffer | Uint8Array) {
    const now = wallMs();
    const piece = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes as ArrayBuffer);
    if (atByte > this.received) throw new Error(`a gap: byte ${atByte} after ${this.received}`);
    const fresh = piece.subarray(this.received - atByte);
    this.received += fresh.length;
    this.hash.update(fresh);
    if (this.behaviour !== "steady" || atByte % LINE_BYTES !== 0 || piece.length < LINE_BYTES) return;
    // The oldest and the newest line of the message.
    note(now - stampAt(piece, 0));
    note(now - stampAt(piece, Math.floor(piece.length / LINE_BYTES - 1) * LINE_BYTES));
  }
}

/** How many lines took so many ms, by whole ms. */
const latencies: Report["latencies"] = [];
/** In tenths of a ms. */
const note = (ms: number) => {
  const at = Math.max(0, Math.round(ms * 10));
  latencies[at] = (latencies[at] ?? 0) + 1;
};
const stampAt = (piece: Buffer, at: number) => Number(piece.toString("latin1", at, at + 17));

process.once("message", (order: WatchOrder) => void watch(order));

async function watch(order: WatchOrder): Promise<void> {
  const watchers = order.behaviours.map((behaviour) => new Watcher(order, behaviour));
  await Promise.all(watchers.map((w) => w.joined()));
  process.send?.("ready");
  const coming = watchers.filter((w) => w.behaviour === "reconnecting");
  // One after another, so that each does it once in that time.
  let turn = 0;
  const returns = setInterval(
    () => coming[turn++ % coming.length]?.reconnect(),
    RECONNECT_MS / Math.max(1, coming.length),
  );
  const stalled = watchers.filter((w) => w.behaviour === "stalled");
  setTimeout(() => {
    for (const watcher of stalled) watcher.pause(true);
  }, STALL_AFTER_MS);
  // The parent says how many bytes there are once all are written.
  process.once("message", (total: number) => {
    clearInterval(returns);
    for (const watcher of stalled) watcher.pause(false);
    const look = setInterval(() => {
      if (watchers.some((w) => w.received < total)) return;
      clearInterval(look);
      const report: Report = { latencies, hashes: [...new Set(watchers.map((w) => w.hash.copy().digest("hex")))] };
      process.send?.(report);
      for (const watcher of watchers) watcher.close();
      process.disconnect();
    }, 50);
  });
}
