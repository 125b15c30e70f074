"use client";
import { useEffect, useState } from "react";
import { type LiveSocket, liveSocket } from "./socket.ts";

/** Joins the incident on the socket (so that its changes arrive) and says who else watches it. */
export function usePresence(number: number): string[] {
  const [handles, setHandles] = useState<string[]>([]);
  useEffect(() => {
    let isOver = false;
    let socket: LiveSocket | null = null;
    const join = () => socket?.emit("incident:join", { number }, () => {});
    const onPresence = (presence: { number: number; handles: string[] }) => {
      if (presence.number === number) setHandles(presence.handles);
    };
    void liveSocket().then((opened) => {
      if (isOver) return;
      socket = opened;
      socket.on("presence", onPresence);
      socket.on("connect", join);
      if (socket.connected) join();
    });
    return () => {
      isOver = true;
      socket?.off("presence", onPresence);
      socket?.off("connect", join);
      if (socket?.connected) socket.emit("incident:leave", { number });
    };
  }, [number]);
  return handles;
}
