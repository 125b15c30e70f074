"use client";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Checklist } from "#components/checklist/checklist.tsx";
import { Timeline } from "#components/timeline/timeline.tsx";
import { count } from "#lib/client/format.ts";
import { DeadlineRow } from "./deadline-row.tsx";
import { useRoom } from "./room-context.tsx";

/** Checklist and timeline, one above the other: both are read while a run goes on. Either can be folded away. */
export function SidePane() {
  const { incident } = useRoom();
  const [isOpen, setOpen] = useState({ checklist: true, timeline: true });
  const ticked = incident.checklist.filter((item) => item.state === "ticked").length;
  const toggle = (name: keyof typeof isOpen) => () => setOpen((was) => ({ ...was, [name]: !was[name] }));
  return (
    <aside className="room-col pane-side" aria-label="Checklist and timeline">
      <DeadlineRow />
      <Section
        id="checklist"
        title="Checklist"
        tally={`${ticked}/${incident.checklist.length}`}
        isOpen={isOpen.checklist}
        isAlone={!isOpen.timeline}
        onToggle={toggle("checklist")}
      >
        <Checklist />
      </Section>
      <Section
        id="timeline"
        title="Timeline"
        tally={count(incident.timeline.length)}
        isOpen={isOpen.timeline}
        isAlone={!isOpen.checklist}
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
