import { Scale } from "lucide-react";
import { Empty } from "#components/common/panel-state.tsx";
import { At } from "#components/common/time.tsx";
import type { RcaView } from "#lib/contract/rca.ts";

type Timeline = RcaView["timeline"];
/** Notes and pins say something; they decide nothing. */
const SAID = new Set(["note.added", "evidence.pinned"]);

/** What people did, as against what followed from it by itself. */
export const decisionsOf = (timeline: Timeline): Timeline =>
  timeline.filter((event) => (event.actor.kind === "user" || event.actor.kind === "token") && !SAID.has(event.kind));

export function Decisions({ timeline }: { timeline: Timeline }) {
  const decisions = decisionsOf(timeline);
  if (decisions.length === 0)
    return (
      <Empty icon={<Scale size={16} aria-hidden />} title="Nobody decided anything">
        What people start, approve, skip, confirm and resolve is listed here.
      </Empty>
    );
  return (
    <ol>
      {decisions.map((event) => (
        <li key={event.seq} className="command">
          <b className="mono font-medium text-11">
            <At at={event.occurredAt} />
          </b>
          <span className="min-w-0 flex-1 break-words">
            {event.text} <span className="text-ink-3">{event.actor.name}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
