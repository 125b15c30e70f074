import { io, type Socket } from "socket.io-client";
import { type ClientToServer, LIVE_NAMESPACE, type ServerToClient } from "#lib/realtime/contract.ts";

export type LiveSocket = Socket<ServerToClient, ClientToServer>;

/** The socket that the pages use, with a bearer token. It comes back by itself. */
export function openLive({ url, token }: { url: string; token: string }): LiveSocket {
  return io(`${url}${LIVE_NAMESPACE}`, {
    path: "/socket.io/",
    transports: ["websocket"],
    extraHeaders: { authorization: `Bearer ${token}` },
    reconnectionDelay: 300,
    reconnectionDelayMax: 3_000,
  });
}
