"use client";
import { useEffect, useMemo, useRef } from "react";
import type { OutputLines } from "#lib/contract/output.ts";
import type { RunView } from "#lib/contract/run.ts";
import type { RunOutput } from "#lib/realtime/contract.ts";
import { api, getBytes } from "../http.ts";
import type { FetchLines } from "../output/line-cache.ts";
import { OutputStore } from "../output/output-store.ts";
import { type FetchOutput, RunFeed } from "../output/run-feed.ts";
import { useLiveKind } from "../use-liveness.ts";
import { type LiveSocket, liveSocket } from "./socket.ts";

/** Reads stored bytes of a run's step over HTTP. */
const outputOf =
  (runId: string): FetchOutput =>
  async (stepRunId, from) => {
    const { bytes, headers } = await getBytes(`/runs/${runId}/steps/${stepRunId}/output?from=${from}`);
    return {
      bytes,
      length: Number(headers.get("backout-output-length") ?? from + bytes.length),
      sha256: headers.get("backout-output-sha256") || null,
      complete: headers.get("backout-output-complete") === "true",
    };
  };

const linesOf =
  (runId: string): FetchLines =>
  (stepRunId, line, lines, signal) =>
    api.get<OutputLines>(`/runs/${runId}/steps/${stepRunId}/output/lines?line=${line}&lines=${lines}`, signal);

/**
 * The run's output, followed live: joined with what the page already has after every (re)connect, holes filled over HTTP. It joins once the run is
 * known, so that a huge log is not sent from its first byte on.
 */
export function useRunOutput(runId: string, run: RunView | undefined): OutputStore {
  const { store, feed } = useMemo(() => {
    const made = new OutputStore(linesOf(runId));
    return { store: made, feed: new RunFeed(made, outputOf(runId)) };
  }, [runId]);
  const isLive = useLiveKind() === "live";
  const socketRef = useRef<LiveSocket | null>(null);
  const isKnown = run !== undefined;

  useEffect(() => {
    if (run) feed.observe(run.steps, isLive);
  }, [feed, run, isLive]);

  useEffect(() => {
    if (!isKnown) return;
    let isOver = false;
    const onOutput = (message: RunOutput) => {
      if (message.runId === runId) feed.push(message.stepRunId, message.atByte, new Uint8Array(message.bytes));
    };
    const join = () => socketRef.current?.emit("run:join", { runId, after: store.after() }, () => {});
    void liveSocket().then((socket) => {
      if (isOver) return;
      socketRef.current = socket;
      socket.on("run:output", onOutput);
      socket.on("connect", join);
      if (socket.connected) join();
    });
    return () => {
      isOver = true;
      const socket = socketRef.current;
      socket?.off("run:output", onOutput);
      socket?.off("connect", join);
      if (socket?.connected) socket.emit("run:leave", { runId });
    };
  }, [runId, isKnown, feed, store]);
  return store;
}
