"use client";
import { Database } from "lucide-react";
import { At } from "#components/common/time.tsx";
import { eventLook } from "#components/timeline/event-look.ts";
import type { RcaView } from "#lib/contract/rca.ts";

/** What the record knows by itself: facts and the timeline. */
export function RcaRecord({ view }: { view: RcaView }) {
  const events = [...view.timeline].sort((a, b) => a.occurredAt.localeCompare(b.occurredAt) || a.seq - b.seq);
  return (
    <>
      {view.facts.length > 0 ? (
        <dl className="summary-facts">
          {view.facts.map((fact) => (
            <div key={fact.id}>
              <dt>{fact.title}</dt>
              <dd>
                <b>{fact.value}</b>
                {fact.source}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      <section id="record" aria-label="Timeline">
        <h2>
          Timeline{" "}
          <span className="tag">
            <Database size={11} aria-hidden /> from the record
          </span>
        </h2>
        <ol className="record">
          {events.map((event) => {
            const { icon: Icon, ink } = eventLook(event.kind);
            return (
              <li key={event.seq}>
                <b className="font-semibold">
                  <At at={event.occurredAt} />
                </b>
                <Icon size={14} aria-hidden className={ink} />
                <span className="break-words">{event.text}</span>
                <span className="text-11 text-ink-3">{event.actor.name}</span>
              </li>
            );
          })}
        </ol>
      </section>
    </>
  );
}
