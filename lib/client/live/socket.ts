import type { Socket } from "socket.io-client";
import type { ClientToServer, ServerToClient } from "#lib/realtime/contract.ts";
import { noteConnection, noteContact, noteServerTime } from "./freshness.ts";
import { LIVE_NAMESPACE } from "./namespace.ts";

export type LiveSocket = Socket<ServerToClient, ClientToServer>;

let opening: Promise<LiveSocket> | null = null;

/** The page's one socket, opened at the first use and kept. Loaded late, so that pages show before it. */
export function liveSocket(): Promise<LiveSocket> {
  opening ??= import("socket.io-client").then(({ io }) => {
    const socket: LiveSocket = io(LIVE_NAMESPACE, {
      path: "/socket.io/",
      transports: ["websocket"],
      reconnectionDelay: 300,
      reconnectionDelayMax: 3_000,
    });
    socket.on("connect", () => {
      noteConnection("connected");
      noteContact();
    });
    socket.on("disconnect", () => noteConnection("down"));
    socket.on("connect_error", () => noteConnection("down"));
    socket.on("beat", ({ serverTime }) => noteServerTime(serverTime));
    socket.onAny((event) => {
      if (event !== "beat") noteContact();
    });
    return socket;
  });
  return opening;
}

/** Signed out: the next page opens its own. */
export async function closeLiveSocket() {
  const socket = await opening?.catch(() => null);
  socket?.disconnect();
  opening = null;
}
