"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { keys } from "#lib/client/keys.ts";
import { type LiveSocket, liveSocket } from "#lib/client/live/socket.ts";
import type { RunView } from "#lib/contract/run.ts";

/** Turns what the socket says into "read that again". The socket is a bell; what is shown comes over HTTP. */
export function LiveBridge() {
  const client = useQueryClient();
  useEffect(() => {
    let isOver = false;
    let detach = () => {};
    const again = (queryKey: readonly unknown[]) => void client.invalidateQueries({ queryKey });
    const attach = (socket: LiveSocket) => {
      const handlers = {
        "run:changed": ({ runId, incident, seq }: { runId: string; incident: number; seq: number }) => {
          const known = client.getQueryData<RunView>(keys.runs.detail(runId));
          if (!known || known.seq < seq) again(keys.runs.detail(runId));
          again(keys.incidents.detail(incident));
          again(keys.incidents.list("active"));
          again(["runs", "recent"]);
          again(keys.targets);
        },
        "plan:changed": ({ planId }: { planId: string }) => again(keys.plan(planId)),
        "incident:changed": ({ number, what }: { number: number; what: string }) => {
          if (what === "target") again(keys.targets);
          else if (what === "rca") again(keys.rca(number));
          if (number > 0) again(keys.incidents.detail(number));
          if (what === "incident") again(["incidents", "list"]);
        },
        // Whatever was said while the line was down is read now.
        connect: () => void client.invalidateQueries({ refetchType: "active" }),
      } as const;
      for (const [event, handler] of Object.entries(handlers)) socket.on(event as "run:changed", handler as never);
      detach = () => {
        for (const [event, handler] of Object.entries(handlers)) socket.off(event as "run:changed", handler as never);
      };
    };
    void liveSocket().then((socket) => {
      if (!isOver) attach(socket);
    });
    return () => {
      isOver = true;
      detach();
    };
  }, [client]);
  return null;
}
