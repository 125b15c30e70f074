"use client";
import { duration, utcClock } from "#lib/client/format.ts";
import { isActive } from "#lib/client/run-active.ts";
import { remainingMs } from "#lib/client/run-steps.ts";
import { useNow } from "#lib/client/use-now.ts";
import type { RunView } from "#lib/contract/run.ts";

/** Elapsed, expected and target on one bar. The estimate comes from usual times and says "about". */
export function RunTimes({ run }: { run: RunView }) {
  const now = useNow();
  const { startedAt, endedAt, targetTimeMs } = run.clock;
  if (!startedAt) {
    return (
      <div className="times">
        <span>Not started on a target yet</span>
        <span className="timebar" />
        <span>
          target <b>{duration(targetTimeMs)}</b>
        </span>
      </div>
    );
  }
  const elapsedMs = Math.max(0, (endedAt ? Date.parse(endedAt) : now || Date.parse(startedAt)) - Date.parse(startedAt));
  const leftMs = isActive(run.status) && !endedAt ? remainingMs(run, now) : null;
  const wholeMs = Math.max(targetTimeMs, elapsedMs, elapsedMs + (leftMs ?? 0));
  const share = (ms: number) => `${((100 * ms) / wholeMs).toFixed(2)}%`;
  const isOver = elapsedMs > targetTimeMs;
  return (
    <div className="times">
      <span>
        <b>{duration(elapsedMs)}</b> {endedAt ? "in all" : "elapsed"}
      </span>
      <span className={`timebar ${isOver ? "over" : endedAt ? "" : "run"}`} aria-hidden>
        {leftMs === null ? null : <span className="expected" style={{ width: share(elapsedMs + leftMs) }} />}
        <i style={{ width: share(elapsedMs) }} />
        <u style={{ left: `calc(${share(targetTimeMs)} - 2px)` }} />
      </span>
      {leftMs === null ? null : (
        <span>
          about <b>{duration(leftMs)}</b> left
          <span className="only-wide">
            , done near <b>{utcClock(now + leftMs)}</b>
          </span>
        </span>
      )}
      <span>
        {isOver ? <span className="text-warn">{duration(elapsedMs - targetTimeMs)} over, </span> : null}target{" "}
        <b>{duration(targetTimeMs)}</b>
      </span>
    </div>
  );
}
