"use client";
import { CircleCheck, Siren } from "lucide-react";
import { Deadline } from "#components/common/deadline.tsx";
import { At, Elapsed } from "#components/common/time.tsx";
import { rollbackDue } from "#lib/client/clocks.ts";
import { duration } from "#lib/client/format.ts";
import { useNow } from "#lib/client/use-now.ts";
import { useRoom } from "./room-context.tsx";

/** What is owed by when: the start of a rollback, or the fact of when it began. */
export function DeadlineRow() {
  const { incident } = useRoom();
  const now = useNow();
  const due = rollbackDue(incident);
  if (due.kind === "none") {
    return (
      <div className="deadline-row">
        <Siren size={15} aria-hidden className="mt-0.5 text-ink-3" />
        <span className="name">No rollback deadline</span>
        <span className="meta">{incident.severity} has none in this playbook</span>
      </div>
    );
  }
  if (due.kind === "started") {
    return (
      <div className="deadline-row">
        <CircleCheck size={15} aria-hidden className={`mt-0.5 ${due.lateMs > 0 ? "text-warn" : "text-ink-2"}`} />
        <span className="name">Rollback started</span>
        <span className={due.lateMs > 0 ? "font-semibold text-warn" : "text-ink-2"}>
          {due.lateMs > 0 ? `${duration(due.lateMs)} late` : due.isImmediate ? "" : "in time"}
        </span>
        <span className="meta">{duration(due.afterMs)} after the incident was declared</span>
      </div>
    );
  }
  const isLate = now > 0 && Date.parse(due.dueAt) < now;
  return (
    <div className={`deadline-row ${isLate ? "late" : ""}`}>
      <Siren size={15} aria-hidden className={`mt-0.5 ${isLate ? "text-crit" : "text-warn"}`} />
      <span className="name">{due.isImmediate ? "Roll back now" : "Start a rollback"}</span>
      {due.isImmediate ? (
        <span className="font-semibold text-crit">
          <Elapsed since={due.dueAt} />
        </span>
      ) : (
        <Deadline at={due.dueAt} from={incident.declaredAt} />
      )}
      <span className="meta">
        due <At at={due.dueAt} /> UTC, {incident.severity}; nothing has started yet
      </span>
    </div>
  );
}
