"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { drillKeys } from "#lib/client/drill-queries.ts";
import { keys } from "#lib/client/keys.ts";
import { type LiveSocket, liveSocket } from "#lib/client/live/socket.ts";
import type { RunView } from "#lib/contract/run.ts";
import type { ServerToClient } from "#lib/realtime/contract.ts";

/** Turns what the socket says into "read that again". The socket is a bell; what is shown comes over HTTP. */
export function LiveBridge() {
  const client = useQueryClient();
  useEffect(() => {
    let isOver = false;
    let detach = () => {};
    const again = (queryKey: readonly unknown[]) => void client.invalidateQueries({ queryKey });
    const onRun: ServerToClient["run:changed"] = ({ runId, incident, seq }) => {
      const known = client.getQueryData<RunView>(keys.runs.detail(runId));
      if (!known || known.seq < seq) again(keys.runs.detail(runId));
      again(keys.incidents.detail(incident));
      again(keys.incidents.list("active"));
      again(["runs", "recent"]);
      again(keys.targets);
      again(drillKeys.all);
    };
    const onPlan: ServerToClient["plan:changed"] = ({ planId }) => again(keys.plan(planId));
    const onIncident: ServerToClient["incident:changed"] = ({ number, what }) => {
      // A pass of a watch comes every few seconds and changes nothing else.
      if (what === "watch") return again(keys.watches.all);
      if (what === "target") again(keys.targets);
      else if (what === "alert") again(keys.alerts);
      else if (what === "rca") again(keys.rca(number));
      else if (what === "signal") again(keys.measurements.all);
      else if (what === "drill") again(drillKeys.all);
      if (what === "communication" || what === "incident") again(keys.communication(number));
      if (number > 0) again(keys.incidents.detail(number));
      if (what === "incident") {
        again(["incidents", "list"]);
        again(keys.alerts);
      }
    };
    // Whatever was said while the line was down is read now.
    const onConnect = () => void client.invalidateQueries({ refetchType: "active" });
    const attach = (socket: LiveSocket) => {
      socket.on("run:changed", onRun);
      socket.on("plan:changed", onPlan);
      socket.on("incident:changed", onIncident);
      socket.on("connect", onConnect);
      detach = () => {
        socket.off("run:changed", onRun);
        socket.off("plan:changed", onPlan);
        socket.off("incident:changed", onIncident);
        socket.off("connect", onConnect);
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
