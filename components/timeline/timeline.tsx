"use client";
import { At } from "#components/common/time.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import type { TimelineEventView } from "#lib/contract/incident.ts";
import { eventLook } from "./event-look.ts";
import { NoteForm } from "./note-form.tsx";

/** What happened, newest first. Written by the services and by people; nobody can change it. */
export function Timeline() {
  const { incident } = useRoom();
  const events = [...incident.timeline].sort((a, b) => b.occurredAt.localeCompare(a.occurredAt) || b.seq - a.seq);
  return (
    <>
      <NoteForm />
      <ol>
        {events.map((event) => (
          <TimelineRow key={event.seq} event={event} />
        ))}
      </ol>
    </>
  );
}

function TimelineRow({ event }: { event: TimelineEventView }) {
  const { showRun } = useRoom();
  const { icon: Icon, ink } = eventLook(event.kind);
  const lateMs = Date.parse(event.recordedAt) - Date.parse(event.occurredAt);
  return (
    <li className="event">
      <At at={event.occurredAt} />
      <span className={`inline-flex pt-px ${ink}`}>
        <Icon size={14} aria-hidden />
      </span>
      <span className="text">{event.text}</span>
      <span className="who">
        {event.actor.name}
        {lateMs > 60_000 ? (
          <>
            , written <At at={event.recordedAt} />
          </>
        ) : null}
        {event.runId ? (
          <>
            {", "}
            <button type="button" className="link" onClick={() => event.runId && showRun(event.runId)}>
              run
            </button>
          </>
        ) : null}
      </span>
    </li>
  );
}
