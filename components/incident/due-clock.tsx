"use client";
import { rollbackDue, runningOf } from "#lib/client/clocks.ts";
import { duration, ticking } from "#lib/client/format.ts";
import { useNow } from "#lib/client/use-now.ts";
import { procedureName, useRoom } from "./room-context.tsx";

/** The one clock that counts down: the running rollback against its target time, else the time until one must start. */
export function DueClock() {
  const { incident, procedure } = useRoom();
  const now = useNow();
  const run = runningOf(incident.currentRun);
  if (run?.startedAt) {
    const leftMs = Date.parse(run.startedAt) + run.targetTimeMs - now;
    const view = procedure(run.procedure);
    const name = view ? procedureName(view) : run.title;
    return (
      <div className="room-clock">
        <b className={leftMs < 0 ? "text-warn" : ""}>
          {now === 0 ? "--:--" : `${leftMs < 0 ? "+" : ""}${ticking(Math.abs(leftMs))}`}
        </b>
        <span>
          {leftMs < 0 ? "over" : "left of"} {duration(run.targetTimeMs)} {name} target
        </span>
      </div>
    );
  }
  const due = rollbackDue(incident);
  if (due.kind !== "pending") return null;
  const leftMs = Date.parse(due.dueAt) - now;
  if (due.isImmediate) {
    return (
      <div className="room-clock">
        <b className="text-crit">now</b>
        <span>rollback is due</span>
      </div>
    );
  }
  return (
    <div className="room-clock">
      <b className={leftMs < 0 ? "text-crit" : ""}>{now === 0 ? "--:--" : ticking(Math.abs(leftMs))}</b>
      <span>{leftMs < 0 ? "rollback overdue by" : "left to start a rollback"}</span>
    </div>
  );
}
