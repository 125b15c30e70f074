import { setTimeout as pause } from "node:timers/promises";
import type { Mask } from "#lib/domain/output/mask.ts";
import type { Left, StepOutcome } from "#lib/domain/run/decide.ts";
import type { EngineTarget } from "#lib/ports/engine-store.ts";
import {
  ConnectError,
  ContactLost,
  type RemoteSession,
  type StepEnd,
  StepRefused,
  type StepScript,
} from "#lib/ports/remote-executor.ts";
import type { EngineDeps, Patience } from "./deps.ts";
import { OutputSink } from "./output-sink.ts";
import { describeConnectFailure } from "./words.ts";

export type StepJob = {
  runId: string;
  stepRunId: string;
  epoch: number;
  /** True when an earlier engine, or this one before a cut, has recorded the start. */
  hasBegun: boolean;
  target: EngineTarget;
  /** Nothing of this run stands on the target yet, or a person tries again: look at the host's key before anything. */
  isFirst: boolean;
  script: StepScript;
  /** Of the target's secrets: applied to the output before it is stored. */
  mask: Mask;
  /** Fires when the step is to be stopped on the target. */
  stop: AbortSignal;
  /** Fires when this engine hands the run over: leave the step running and go. */
  handover: AbortSignal;
  /** Records the intent, before the host is touched. False: the run does not want the step any more. */
  begin: () => Promise<boolean>;
};

/** This engine leaves while the step goes on on its host. */
export class HandedOver extends Error {}

/**
 * Carries one step to its end, whatever happens to the connection: intent first, then start (at most once per key on the host), follow from the stored
 * byte, stop as a whole group, compare the end with the host. `null` when the run did not want it any more. Throws HandedOver and Fenced.
 */
export async function carryStep(deps: EngineDeps, patience: Patience, job: StepJob): Promise<StepOutcome | null> {
  const sink = await OutputSink.resume(deps.output, job, job.mask);
  const since = performance.now();
  const waited = () => performance.now() - since;
  let hasBegun = job.hasBegun;
  for (;;) {
    if (job.handover.aborted) throw new HandedOver();
    if (!hasBegun && job.stop.aborted) return null;
    try {
      if (!hasBegun && job.isFirst) await deps.hosts.verify(job.target);
      const session = await deps.hosts.session(job.target);
      if (!hasBegun) {
        hasBegun = await job.begin();
        if (!hasBegun) return null;
        await deps.store.saveBootId(job.stepRunId, session.bootId);
      }
      const end = await onHost(deps, patience, job, session, sink);
      return await sealed(deps, job, session, sink, end);
    } catch (error) {
      if (error instanceof StepRefused && error.reason !== "alive")
        return {
          kind: "notStarted",
          reason: `${job.target.address.name}: ${error.message} Nothing of this step was run.`,
        };
      if (!(error instanceof ConnectError) && !(error instanceof ContactLost) && !(error instanceof StepRefused))
        throw error;
      deps.log.warn(
        {
          runId: job.runId,
          stepRunId: job.stepRunId,
          target: job.target.address.name,
          reason: job.mask.text(error.message),
        },
        "contact with the target",
      );
      deps.hosts.drop(job.target);
      const given = giveUp(job, error, hasBegun, waited(), patience, sink.stored);
      if (given) return given;
      await pause(patience.retryMs, undefined, { signal: job.handover }).catch(() => {});
    }
  }
}

/** Whether to stop trying, and what is then known. */
function giveUp(
  job: StepJob,
  error: Error,
  hasBegun: boolean,
  waitedMs: number,
  patience: Patience,
  bytes: number,
): StepOutcome | null {
  const failure = error instanceof ConnectError ? error.failure : null;
  const isFinal = failure !== null && failure.kind !== "unreachable";
  const name = job.target.address.name;
  if (!hasBegun) {
    if (!isFinal && waitedMs < patience.reachMs) return null;
    return {
      kind: "notStarted",
      reason: failure
        ? describeConnectFailure(name, failure)
        : `${name}: contact was lost before anything was run (${error.message}).`,
    };
  }
  if (failure?.kind === "hostKeyMismatch")
    return {
      kind: "lost",
      bytes,
      reason: `${describeConnectFailure(name, failure)} The step had begun before: whether it ended is not known.`,
    };
  if (waitedMs < job.script.timeoutMs + patience.contactMs) return null;
  return {
    kind: "lost",
    bytes,
    reason: `contact with ${name} was lost and could not be had again (${error.message}); whether the step ended is not known`,
  };
}

async function onHost(
  deps: EngineDeps,
  patience: Patience,
  job: StepJob,
  session: RemoteSession,
  sink: OutputSink,
): Promise<StepEnd> {
  const { key } = job.script;
  const before = await deps.store.bootId(job.stepRunId);
  const state = await session.state(key);
  if (state.kind === "absent" && before !== null && before !== session.bootId)
    return {
      kind: "lost",
      bytes: sink.stored,
      reason: `${job.target.address.name} was rebooted since the step was started`,
    };
  if (state.kind !== "ended" && job.stop.aborted) return session.cancel(key, patience.graceMs);
  if (state.kind === "absent" || state.kind === "staged") await session.start(job.script);

  const watching = new AbortController();
  const leave = () => watching.abort(new HandedOver());
  job.handover.addEventListener("abort", leave, { once: true });
  const notStored = () => watching.abort(sink.failed.reason);
  sink.failed.addEventListener("abort", notStored, { once: true });
  // The stop goes over its own channel, beside the bytes; its answer is the end that follow then reports.
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping = insist(session, key, patience, watching.signal);
  };
  job.stop.addEventListener("abort", stop, { once: true });
  if (job.stop.aborted) stop();
  try {
    const from = await sink.resumeAt((bytes) => session.outputSha256(key, bytes));
    return await session.follow(key, from, (piece, atByte) => sink.write(piece, atByte), watching.signal);
  } catch (error) {
    if (job.handover.aborted) throw new HandedOver();
    throw error;
  } finally {
    job.handover.removeEventListener("abort", leave);
    sink.failed.removeEventListener("abort", notStored);
    job.stop.removeEventListener("abort", stop);
    watching.abort();
    await stopping;
  }
}

/** Stops until the host says that nothing is left: a process that outlived KILL is tried again. A cut is the caller's to notice. */
async function insist(session: RemoteSession, key: string, patience: Patience, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    try {
      await session.cancel(key, patience.graceMs);
      return;
    } catch (error) {
      if (!(error instanceof StepRefused)) return;
    }
    await pause(patience.retryMs, undefined, { signal: over }).catch(() => {});
  }
}

/** Complete only when what was received is, by length and hash, the file on the target. The hash recorded is that of what is stored. */
async function sealed(
  deps: EngineDeps,
  job: StepJob,
  session: RemoteSession,
  sink: OutputSink,
  end: StepEnd,
): Promise<StepOutcome> {
  if (end.kind === "lost") return end;
  if (end.kind === "cancelled" && !end.started)
    return { ...end, sha256: sink.stored === 0 ? await sink.seal() : null, left: [] };
  const there = await session.outputSha256(job.script.key, end.bytes);
  const isSame = sink.received === end.bytes && sink.receivedSha256() === there;
  const sha256 = isSame ? await sink.seal() : null;
  if (sha256 === null) {
    deps.log.error(
      { runId: job.runId, stepRunId: job.stepRunId, received: sink.received, stored: sink.stored, there: end.bytes },
      "output differs from the target's",
    );
    return {
      kind: "lost",
      bytes: sink.stored,
      reason: `the stored output (${sink.stored} bytes) is not the target's (${end.bytes} bytes); its end is not trusted`,
    };
  }
  if (end.kind !== "exited") return { ...end, sha256, left: await leftBehind(session, job.script.key) };
  return { ...end, sha256, captures: await session.captures(job.script.key) };
}

async function leftBehind(session: RemoteSession, key: string): Promise<Left> {
  try {
    return await session.left(key);
  } catch (error) {
    if (error instanceof StepRefused) return null;
    throw error;
  }
}
