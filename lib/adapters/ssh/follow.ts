import { ContactLost, type StepEnd, StepRefused } from "#lib/ports/remote-executor.ts";
import type { Agent } from "./agent.ts";
import { followRequest, parseEnd, refusal, unfollowRequest } from "./protocol.ts";

const CHUNK_BYTES = 64 * 1024;
/** How long the output may be silent after the end is known before the rest is fetched by a new request. */
const QUIET_MS = 100;
const STOP_TIMEOUT_MS = 15_000;

export type OnChunk = (chunk: Buffer, atByte: number) => Promise<void>;

/** How one follow request ended: with the end delivered in full, or stopped at an offset from which a further request goes on. */
export type FollowResult = { kind: "ended"; end: StepEnd } | { kind: "stopped"; atByte: number; capped: boolean };

export type Follow = {
  result: Promise<FollowResult>;
  /** The end became known by another way. */
  noteEnd(end: StepEnd): void;
  /** Ends this request soon, with `stopped` and the offset reached. */
  stop(): void;
  /** Ends the watching at once: the result rejects with the reason, the agent is given up. */
  abort(reason: Error): void;
};

/**
 * Streams the output of a step over one agent, which it owns until `onFree` (or until the agent is lost). `tail` on the host is told to
 * stop once all bytes up to the end were delivered, or when they do not come although the end is known.
 */
export function follow(agent: Agent, key: string, fromByte: number, onChunk: OnChunk, onFree: () => void): Follow {
  const { promise, resolve, reject } = Promise.withResolvers<FollowResult>();
  let atByte = fromByte;
  let mode: "asked" | "live" | "rest" | "over" = "asked";
  let end: StepEnd | undefined;
  let cap = Number.POSITIVE_INFINITY;
  let stopping = false;
  let wanted = false;
  let timer: NodeJS.Timeout | undefined;

  /** Leaves the agent clean for the next user: whatever `tail` still sends is passed over. */
  function stop() {
    if (stopping) return;
    stopping = true;
    done();
    agent.request(unfollowRequest(), STOP_TIMEOUT_MS).then(() => {
      if (mode !== "over") settle({ kind: "stopped", atByte, capped: atByte >= cap });
      onFree();
    }, fail);
  }
  function settle(result: FollowResult) {
    mode = "over";
    clearTimeout(timer);
    resolve(result);
  }
  function fail(error: Error) {
    mode = "over";
    clearTimeout(timer);
    reject(error);
  }
  function giveUp(error: Error) {
    fail(error);
    agent.close();
  }
  /** Delivered all, or waits a moment for what is under way. */
  function check() {
    clearTimeout(timer);
    if (mode === "over" || mode === "asked") return;
    if (end && atByte >= end.bytes) {
      settle({ kind: "ended", end });
      stop();
    } else if (atByte >= cap) stop();
    else if (end && mode === "live") timer = setTimeout(stop, QUIET_MS);
  }
  async function deliver(bytes: Buffer) {
    const limit = Math.min(bytes.length, (end?.bytes ?? cap) - atByte);
    for (let at = 0; at < limit; at += CHUNK_BYTES) {
      const chunk = bytes.subarray(at, Math.min(at + CHUNK_BYTES, limit));
      await onChunk(chunk, atByte);
      if (mode === "over") return;
      atByte += chunk.length;
    }
  }

  const done = agent.stream(
    followRequest(key, fromByte),
    {
      async payload(bytes) {
        if (mode === "asked" || mode === "over") return;
        try {
          await deliver(bytes);
          check();
        } catch (error) {
          giveUp(error as Error);
        }
      },
      mark(words) {
        const [kind, ...rest] = words;
        if (kind === "live") {
          mode = "live";
          cap = Number(rest[0]) || cap;
          if (wanted) stop();
        } else if (kind === "begin") {
          mode = "rest";
          end = parseEnd(rest);
        } else if (kind === "stopped" && end) {
          // The file on the host is shorter than the end says; the caller sees that by its own count.
          done();
          settle({ kind: "ended", end });
          onFree();
          return;
        } else {
          done();
          const absent: StepEnd = { kind: "lost", reason: "the host has no record of this step", bytes: 0 };
          if (kind === "absent") settle({ kind: "ended", end: absent });
          else fail(kind === "staged" ? new StepRefused("notStarted", "the step was not started") : refusal(words));
          onFree();
          return;
        }
        check();
      },
      stderr(words) {
        const [kind, ...rest] = words;
        if (kind !== "end" || rest.at(-1) !== ".") return;
        end ??= parseEnd(rest.slice(0, -1));
        check();
      },
    },
    (error) => fail(error instanceof ContactLost ? error : new ContactLost(error.message)),
  );

  return {
    result: promise,
    noteEnd(known) {
      end ??= known;
      check();
    },
    stop() {
      wanted = true;
      if (mode === "live") stop();
    },
    abort: giveUp,
  };
}
