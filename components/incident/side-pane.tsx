"use client";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Checklist } from "#components/checklist/checklist.tsx";
import { Notifications } from "#components/comms/notifications.tsx";
import { useOpenNotifications } from "#components/comms/use-open-notifications.ts";
import { Timeline } from "#components/timeline/timeline.tsx";
import { count } from "#lib/client/format.ts";
import { DeadlineRow } from "./deadline-row.tsx";
import { useRoom } from "./room-context.tsx";

/** Checklist, notifications and timeline, one above the other: all are read while a run goes on. Each can be folded away. */
export function SidePane() {
  const { incident } = useRoom();
  const [isOpen, setOpen] = useState({ checklist: true, comms: true, timeline: true });
  const ticked = incident.checklist.filter((item) => item.state === "ticked").length;
  const notifications = useOpenNotifications(incident.number);
  const toggle = (name: keyof typeof isOpen) => () => setOpen((was) => ({ ...was, [name]: !was[name] }));
  return (
    <aside className="room-col pane-side" aria-label="Checklist, notifications and timeline">
      <DeadlineRow />
      <Section
        id="checklist"
        title="Checklist"
        tally={`${ticked}/${incident.checklist.length}`}
        isOpen={isOpen.checklist}
        isAlone={!isOpen.timeline && !isOpen.comms}
        onToggle={toggle("checklist")}
      >
        <Checklist />
      </Section>
      <Section
        id="comms"
        title="Notifications"
        tally={notifications}
        isOpen={isOpen.comms}
        isAlone={!isOpen.checklist && !isOpen.timeline}
        onToggle={toggle("comms")}
      >
        <Notifications />
      </Section>
      <Section
        id="timeline"
        title="Timeline"
        tally={count(incident.timeline.length)}
        isOpen={isOpen.timeline}
        isAlone={!isOpen.checklist && !isOpen.comms}
        onToggle={toggle("timeline")}
      >
        <Timeline />
      </Section>
    </aside>
  );
}

type SectionProps = {
  id: string;
  title: string;
  tally: string;
  isOpen: boolean;
  isAlone: boolean;
  onToggle: () => void;
  children: ReactNode;
};
function Section({ id, title, tally, isOpen, isAlone, onToggle, children }: SectionProps) {
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <section
      id={`pane-${id}`}
      className={`side-section ${id}`}
      aria-label={title}
      tabIndex={-1}
      data-open={isOpen || undefined}
      data-alone={isAlone || undefined}
    >
      <button type="button" className="col-head" aria-expanded={isOpen} onClick={onToggle}>
        <Chevron size={14} aria-hidden className="text-ink-3" />
        {title} <span className="count">{tally}</span>
      </button>
      {isOpen ? <div className="side-scroll">{children}</div> : null}
    </section>
  );
}
