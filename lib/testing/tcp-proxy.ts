import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy on loopback that can spoil the path to a server at will. Verbs act on all connections, present and future, until `forward()`. */
export type TcpProxy = {
  host: string;
  port: number;
  /** Bytes that came from the server so far, over all connections. */
  received(): number;
  forward(): void;
  /** Nothing passes any more in either direction and nobody is told: a half-open path. */
  blackHole(): void;
  /** Resets every open connection (RST on both sides). New ones are forwarded. */
  reset(): void;
  /** Resets everything once this many more bytes have come from the server. */
  resetAfter(bytes: number): void;
  /** New connections are accepted and reset at once, beyond this many in all. (Default: 0) */
  refuse(after?: number): void;
  /** Delivers everything from now on this much later. */
  delay(ms: number): void;
  stop(): Promise<void>;
};

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let mode: "forward" | "blackHole" = "forward";
  let limit = Number.POSITIVE_INFINITY;
  let accepted = 0;
  let delayMs = 0;
  let received = 0;
  let cutAt = Number.POSITIVE_INFINITY;

  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
    sockets.clear();
  };
  const pipe = (from: Socket, to: Socket, count: boolean) => {
    from.on("data", (chunk: Buffer) => {
      if (mode === "blackHole") return;
      if (count) received += chunk.length;
      const pass = () => {
        if (to.destroyed) return;
        if (!to.write(chunk)) {
          from.pause();
          to.once("drain", () => from.resume());
        }
      };
      if (count && received >= cutAt) {
        to.write(chunk.subarray(0, Math.max(0, chunk.length - (received - cutAt))), () => reset());
        cutAt = Number.POSITIVE_INFINITY;
      } else if (delayMs > 0) setTimeout(pass, delayMs);
      else pass();
    });
    from.on("end", () => mode !== "blackHole" && to.end());
    from.on("error", () => to.destroy());
    from.on("close", () => {
      sockets.delete(from);
      if (mode !== "blackHole") to.destroy();
    });
  };

  const server = createServer((inside) => {
    accepted += 1;
    if (accepted > limit) {
      inside.on("error", () => {});
      inside.resetAndDestroy();
      return;
    }
    const outside = connect(target.port, target.host);
    for (const socket of [inside, outside]) {
      socket.setNoDelay(true);
      sockets.add(socket);
    }
    pipe(inside, outside, false);
    pipe(outside, inside, true);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");

  return {
    host: "127.0.0.1",
    port: address.port,
    received: () => received,
    forward() {
      mode = "forward";
      limit = Number.POSITIVE_INFINITY;
      delayMs = 0;
      cutAt = Number.POSITIVE_INFINITY;
    },
    blackHole() {
      mode = "blackHole";
    },
    reset,
    resetAfter(bytes) {
      cutAt = received + bytes;
    },
    refuse(after = 0) {
      limit = after;
    },
    delay(ms) {
      delayMs = ms;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
