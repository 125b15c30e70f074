import { createHash, type Hash } from "node:crypto";
import type { RunView, StepRunView } from "#lib/contract/run.ts";
import type { RunStatus } from "#lib/domain/run/status.ts";
import type { RunOutput } from "#lib/realtime/contract.ts";
import type { Api } from "./api.ts";
import { openLive } from "./live.ts";

export type RunSink = {
  /** The run as it is now; called with every change. */
  run(run: RunView): void;
  /** Bytes [atByte, …) of a step: each byte once, in order. */
  output(step: StepRunView, atByte: number, bytes: Uint8Array): void;
};
export type Followed = {
  run: RunView;
  /** Steps whose received bytes do not have the sealed SHA-256. */
  differing: StepRunView[];
};

const COMES_TO_REST: ReadonlySet<RunStatus> = new Set(["succeeded", "unproven", "failed", "cancelled", "interrupted"]);
export const isAtRest = (status: RunStatus): boolean => COMES_TO_REST.has(status);

/** Between two looks without a hint, in ms: a notice may be lost with the connection. */
const LOOK_MS = 5_000;

/**
 * Follows a run until it comes to rest and every stored byte of it was delivered: live over the socket, what is missing over HTTP.
 * Answers null when `interrupt` fires first; the run goes on.
 */
export async function followRun(
  api: Api,
  runId: string,
  sink: RunSink,
  interrupt: AbortSignal,
): Promise<Followed | null> {
  const received = new Map<string, { bytes: number; hash: Hash }>();
  const got = (id: string) => {
    const known = received.get(id) ?? { bytes: 0, hash: createHash("sha256") };
    received.set(id, known);
    return known;
  };
  let run = await api.get<RunView>(`/runs/${runId}`);
  sink.run(run);

  const take = (step: StepRunView, atByte: number, bytes: Uint8Array) => {
    const known = got(step.stepRunId);
    const fresh = bytes.subarray(Math.max(0, known.bytes - atByte));
    if (atByte > known.bytes || fresh.length === 0) return;
    sink.output(step, known.bytes, fresh);
    known.hash.update(fresh);
    known.bytes += fresh.length;
  };
  const look = async () => {
    const now = await api.get<RunView>(`/runs/${runId}`);
    if (now.seq < run.seq) return;
    const isNew = now.seq > run.seq;
    run = now;
    if (isNew) sink.run(run);
  };
  const stepOf = (id: string) => run.steps.find((s) => s.stepRunId === id);

  const ended = Promise.withResolvers<"rest" | "interrupt">();
  const socket = openLive(api);
  let work: Promise<void> = Promise.resolve();
  /** One thing after another, so that output comes behind the step it belongs to. */
  const inOrder = (act: () => Promise<void> | void) => {
    work = work.then(act).catch((error: unknown) => ended.reject(error));
  };
  const lookAgain = () =>
    inOrder(async () => {
      await look().catch(whileDown);
      if (isAtRest(run.status)) ended.resolve("rest");
    });
  socket.on("connect", () => {
    const after = Object.fromEntries([...received].map(([id, { bytes }]) => [id, bytes]));
    socket.emit("run:join", { runId, after }, () => {});
    lookAgain();
  });
  socket.on("run:output", ({ stepRunId, atByte, bytes }: RunOutput) => {
    inOrder(async () => {
      if (!stepOf(stepRunId)) await look().catch(whileDown);
      const step = stepOf(stepRunId);
      if (step) take(step, atByte, new Uint8Array(bytes));
    });
  });
  socket.on("run:changed", (changed) => {
    if (changed.runId === runId) lookAgain();
  });
  const timer = setInterval(lookAgain, LOOK_MS);
  const onInterrupt = () => ended.resolve("interrupt");
  interrupt.addEventListener("abort", onInterrupt);
  try {
    if (isAtRest(run.status)) ended.resolve("rest");
    if (interrupt.aborted || (await ended.promise) === "interrupt") return null;
    socket.disconnect();
    await work;
    for (const step of run.steps) await readRest(api, run, step, got(step.stepRunId).bytes, take);
    const differing = run.steps.filter(
      (s) => s.output.sha256 !== null && got(s.stepRunId).hash.copy().digest("hex") !== s.output.sha256,
    );
    return { run, differing };
  } finally {
    clearInterval(timer);
    interrupt.removeEventListener("abort", onInterrupt);
    socket.disconnect();
  }
}

/** The server restarts, or the way to it is cut: the socket comes back, and then we look again. A refusal is final. */
function whileDown(error: unknown): void {
  if (error instanceof Error && error.name === "Unreachable") return;
  throw error;
}

async function readRest(
  api: Api,
  run: RunView,
  step: StepRunView,
  from: number,
  take: (step: StepRunView, atByte: number, bytes: Uint8Array) => void,
): Promise<void> {
  if (from >= step.output.bytes) return;
  const { body } = await api.fetch(`/runs/${run.id}/steps/${step.stepRunId}/output?from=${from}`);
  let at = from;
  for await (const bytes of body ?? []) {
    take(step, at, bytes);
    at += bytes.length;
  }
}
