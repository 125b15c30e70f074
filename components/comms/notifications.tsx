"use client";
import { useQuery } from "@tanstack/react-query";
import { BellOff, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { Empty, PanelState, Skeleton } from "#components/common/panel-state.tsx";
import { At } from "#components/common/time.tsx";
import { useRoom } from "#components/incident/room-context.tsx";
import { duration } from "#lib/client/format.ts";
import { queries } from "#lib/client/queries.ts";
import type { CommunicationView, DeadlineView } from "#lib/contract/communication.ts";
import { ContactTree } from "./contact-tree.tsx";
import { DeadlineItem } from "./deadline-item.tsx";
import { Deliveries } from "./deliveries.tsx";
import { Escalation } from "./escalation.tsx";

/** What is owed to whom by when, and what became of it. */
export function Notifications() {
  const { incident } = useRoom();
  const query = useQuery(queries.communication(incident.number));
  return (
    <PanelState query={query} what="notifications" skeleton={<Skeleton rows={4} />}>
      {(communication) => <Content communication={communication} />}
    </PanelState>
  );
}

function Content({ communication }: { communication: CommunicationView }) {
  // Whoever is asked for an answer finds the button first.
  const isAnswered = communication.escalation.acknowledged !== null;
  return (
    <>
      {communication.isLive ? null : (
        <p className="comms-note">
          <ShieldCheck size={13} aria-hidden /> A drill: messages are recorded here and sent to nobody.
        </p>
      )}
      {isAnswered ? null : <Escalation escalation={communication.escalation} />}
      <Deadlines communication={communication} />
      {isAnswered ? <Escalation escalation={communication.escalation} /> : null}
      <Deliveries deliveries={communication.deliveries} />
      {communication.tree.length > 0 ? (
        <section aria-label="Contacts" className="pb-2">
          <div className="group">
            <span>Contacts</span>
            <Link className="link" href="/settings/communication">
              Edit
            </Link>
          </div>
          <ContactTree tree={communication.tree} />
        </section>
      ) : null}
    </>
  );
}

/** Grouped by the time they were given, as the plan of the document is. */
function Deadlines({ communication }: { communication: CommunicationView }) {
  const { deadlines } = communication;
  if (deadlines.length === 0) {
    return (
      <Empty icon={<BellOff size={16} aria-hidden />} title="Nothing is owed">
        The playbook has no notification plan for this severity.
      </Empty>
    );
  }
  const groups = new Map<number, DeadlineView[]>();
  for (const deadline of deadlines) {
    const within = Date.parse(deadline.dueAt) - Date.parse(deadline.startedAt);
    groups.set(within, [...(groups.get(within) ?? []), deadline]);
  }
  return [...groups.entries()].map(([within, members]) => (
    <div key={within} className="pb-1">
      <div className="group">
        <span>Within {duration(within)}</span>
        <span>
          due <At at={members[0]?.dueAt ?? ""} /> UTC
        </span>
      </div>
      <ul>
        {members.map((deadline) => (
          <DeadlineItem key={deadline.item} deadline={deadline} communication={communication} />
        ))}
      </ul>
    </div>
  ));
}
